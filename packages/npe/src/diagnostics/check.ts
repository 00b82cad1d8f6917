import { describeValue, type Matrix, Rng, rowOf, ShapeError, type Simulations } from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';
import { type CoverageResult, coverageOf, DensityRanks } from './expectedCoverage.ts';
import { type Evidence, type Fault, familyOf, fault, findFaults, formatP, percent } from './faults.ts';
import {
  type MisspecificationOptions,
  type MisspecificationResult,
  misspecification,
  observationsOf,
} from './misspecification.ts';
import { normalScore } from './normalScore.ts';
import { checkPairs, type DiagnosticOptions, hasDensity, visitPairs } from './pairDraws.ts';
import {
  type PredictiveResult,
  type PredictiveSimulator,
  posteriorPredictive,
} from './posteriorPredictive.ts';
import { Calibration, type SbcResult } from './sbc.ts';
import { BallRanks, type TarpResult } from './tarp.ts';

/** What `check` takes. */
export interface CheckOptions extends DiagnosticOptions {
  /** The observation that the posterior is for, or several, a row each: is it like the simulations? */
  readonly observed?: Matrix | ArrayLike<number>;
  /** With `observed`: the space to compare it in, as `embeddingOf(amortized)`; x itself by default. */
  readonly embed?: MisspecificationOptions['embed'];
  /** With `observed`: do simulations from its posterior look like it? */
  readonly simulator?: PredictiveSimulator;
  /** The share of exact posteriors that may be distrusted (0.01). */
  readonly level?: number;
}

/** Whether a posterior can be trusted, in words and numbers. */
export interface Verdict {
  readonly trusted: boolean;
  /** Sentences to show: what is wrong and what to try, or what was looked at. */
  readonly statements: readonly string[];
  readonly faults: readonly Fault[];
  readonly sbc: SbcResult;
  readonly coverage: CoverageResult;
  readonly tarp: TarpResult;
  /** Where `observed` was given. */
  readonly misspecification: MisspecificationResult | undefined;
  /** One result an observation, where `observed` and `simulator` were given. */
  readonly predictive: readonly PredictiveResult[];
}

const LEVEL = 0.01;
/** Below it, what is said of the posterior says little. */
const FEW = 100;

/**
 * Can I trust it? Runs `sbc`, `expectedCoverage` and `tarp` over one set of draws and says what is wrong, in words with
 * numbers, and what to try.
 *
 * Three statistics of every parameter (place, width and shape of its ranks) and those of all parameters together
 * (highest-density regions, balls around random points) are one family of tests under Holm's rule: an exact posterior is
 * trusted with a probability of at least 1 − `level`, however many parameters it has. With `observed`, two more questions
 * are asked at that level each: whether the simulator makes such observations (`misspecification`) and, with a
 * `simulator`, whether the posterior's predictions do (`posteriorPredictive`).
 *
 * What cannot be seen: a posterior that is right on average over the prior and wrong at one x (`localC2st` looks there),
 * and one that ignores x altogether and answers with the prior, which is calibrated too.
 *
 * @param heldOut simulations that the training has not seen: 500 show a shift by a quarter of a standard deviation
 * @throws ShapeError for tables or options that do not fit
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { check } from '@sbi/npe';
 * const problem = gaussian();
 * const narrow = {
 *   given: (x) => ({
 *     sample: async (count, options) => {
 *       const draws = await problem.reference(x, count, options);
 *       return { ...draws, data: draws.data.map((value, at) => x[at % 3] - 1 + (value - x[at % 3] + 1) / 2) };
 *     },
 *   }),
 * };
 * const heldOut = await simulate(problem.prior, problem.simulator, { count: 300, seed: 1 });
 * const { trusted, statements } = await check(narrow, heldOut, { seed: 2 });
 * console.log(trusted); // → false
 * console.log(statements[0]); // → The 90 % interval of theta_1 covers 53 % of truths (159 of 300; expected 259–280): …
 * problem.dispose();
 */
export async function check(
  amortized: AmortizedLike,
  heldOut: Simulations,
  options: CheckOptions,
): Promise<Verdict> {
  const where = 'check';
  const draws = checkPairs(heldOut, options, where);
  const level = options.level ?? LEVEL;
  if (!(level > 0 && level < 1)) {
    throw new ShapeError('level', 'lie between 0 and 1', describeValue(level), where);
  }
  const { observed, simulator, embed } = options;
  const evidence = await gather(amortized, heldOut, { ...options, draws });
  const rows = observed === undefined ? undefined : observationsOf(observed, heldOut.x, where);
  const job = options.signal ? { seed: options.seed, signal: options.signal } : { seed: options.seed };
  const unlike = rows && (await misspecification(rows, heldOut.x, embed ? { ...job, embed } : job));
  const predictive: PredictiveResult[] = [];
  const warnings: string[] = [];
  for (let i = 0; rows && i < rows.rows; i++) {
    const x = rowOf(rows, i);
    warnings.push(...(amortized.given(x).warnings ?? []));
    if (simulator) predictive.push(await posteriorPredictive(amortized, simulator, x, job));
  }
  const faults = [
    ...findFaults(evidence, level),
    ...observationFaults(unlike, warnings, level),
    ...predictiveFaults(predictive, level),
  ];
  const { sbc, coverage, tarp } = evidence;
  const statements = [...describeFaults(faults), ...describeEffort(evidence, level, faults)];
  const trusted = faults.length === 0;
  return { trusted, statements, faults, sbc, coverage, tarp, misspecification: unlike, predictive };
}

/** Everything that comes out of one walk over the pairs. */
async function gather(
  amortized: AmortizedLike,
  pairs: Simulations,
  options: DiagnosticOptions & { readonly draws: number },
): Promise<Evidence> {
  const where = 'check';
  const rng = Rng.from(options.seed);
  const calibration = new Calibration(pairs, options.draws, rng);
  const density = hasDensity(amortized, pairs);
  const joint = density ? new DensityRanks(pairs.theta.rows, options.draws, rng) : undefined;
  const { seed, draws } = options;
  const balls = new BallRanks(pairs, draws, { seed }, where);
  const visitors = [calibration.visit, balls.visit, ...(joint ? [joint.visit] : [])];
  await visitPairs(amortized, pairs, { ...options, density, where }, visitors);
  return {
    sbc: calibration.result(),
    ranks: calibration.ranks,
    coverage: coverageOf(calibration, joint, pairs),
    tarp: balls.result(),
  };
}

function observationFaults(
  unlike: MisspecificationResult | undefined,
  warnings: readonly string[],
  level: number,
): readonly Fault[] {
  const found = warnings.map((warning) => fault('observation', undefined, warning));
  if (!unlike || unlike.pValue > level || found.length > 0) return found;
  const what = unlike.observations === 1 ? 'The observation is' : 'The observations are';
  const numbers = `p = ${formatP(unlike.pValue)} against ${unlike.references} of them`;
  return [fault('observation', undefined, `${what} unlike the simulations (${numbers}).`)];
}

/** At most twice as many exact posteriors as its p-value says fall below it (Meng 1994). */
function predictiveFaults(predictive: readonly PredictiveResult[], level: number): readonly Fault[] {
  return predictive.flatMap(({ pValue, entries, x }, i) => {
    if (2 * pValue * predictive.length > level) return [];
    const worst = entries.reduce(
      (least, entry, j) => (entry.pValue < (entries[least]?.pValue ?? 1) ? j : least),
      0,
    );
    const which = predictive.length === 1 ? 'The observation' : `Observation ${i}`;
    const place = `entry ${worst} is ${entries[worst]?.observed.toPrecision(3)}`;
    const numbers = `of ${x.rows} predictions the median is ${entries[worst]?.median.toPrecision(3)}, p = ${formatP(pValue)}`;
    return [
      fault('prediction', undefined, `${which} is unlike what its posterior predicts: ${place}, ${numbers}.`),
    ];
  });
}

/** Faults, then what to try for each kind, once. */
function describeFaults(faults: readonly Fault[]): readonly string[] {
  const advice = faults.map((one) => one.advice);
  return [...faults.map(({ statement }) => statement), ...new Set(advice)];
}

/** What was looked at, what it came to, and what it would have shown. */
function describeEffort(evidence: Evidence, level: number, faults: readonly Fault[]): readonly string[] {
  const { pairs, draws, levels, parameters, band } = evidence.coverage;
  const few = `With ${pairs} pairs only gross faults show: hold out ${FEW} or more.`;
  if (faults.length > 0) return pairs < FEW ? [few] : [];
  const at = levels.indexOf(0.9);
  const counts = parameters.map(({ covered }) => covered[at] as number);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const range =
    least === most ? percent(least, pairs) : `${percent(least, pairs)} to ${percent(most, pairs)}`;
  const found = `No fault found in ${pairs} pairs with ${draws} draws each: the 90 % intervals cover ${range} of truths`;
  const expected = `(${least === most ? least : `${least}–${most}`} of ${pairs}; expected ${band.low[at]}–${band.high[at]}).`;
  // two-sided at Bonferroni's level, missed one time in twenty
  const reach = normalScore(1 - level / familyOf(evidence).length / 2) + normalScore(0.95);
  const shift = (reach / Math.sqrt(pairs)).toFixed(2);
  const width = Math.round((100 * reach) / Math.sqrt(2 * pairs));
  const power = `So many pairs show a shift by ${shift} sds, or a width wrong by ${width} %, nineteen times in twenty.`;
  return [`${found} ${expected}`, pairs < FEW ? few : power];
}
