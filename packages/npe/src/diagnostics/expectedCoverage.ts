import { describeValue, Rng, ShapeError, type Simulations } from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';
import { binomialBand } from './binomialBand.ts';
import {
  checkPairs,
  type DiagnosticOptions,
  hasDensity,
  parameterNames,
  type Visitor,
  visitPairs,
} from './pairDraws.ts';
import { Ranks, type RankTests, testRanks } from './ranks.ts';
import { Calibration } from './sbc.ts';

/** What `expectedCoverage` takes. */
export interface CoverageOptions extends DiagnosticOptions {
  /** Levels of credibility to count at: 0.05, 0.1, …, 0.95 and 0.99 by default. */
  readonly levels?: readonly number[];
}

/** How many truths the regions of one kind hold. */
export interface Coverage {
  /** Truths inside, one count a level. */
  readonly covered: readonly number[];
  /**
   * The credibility of the smallest region that still holds the truth, pair by pair: uniform for an exact posterior, and
   * the truth lies in a region of level c where it is below c.
   */
  readonly credibility: readonly number[];
}

/** Coverage of highest-density regions, which see all parameters at once. */
export interface JointCoverage extends Coverage {
  /** Whether the regions lie right: too narrow (or elsewhere) above 0, too wide below; in normal scores. */
  readonly excess: number;
  readonly excessPValue: number;
  readonly ksPValue: number;
}

/** Coverage of one parameter's central intervals. */
export interface ParameterCoverage extends Coverage {
  readonly name: string;
}

/** What `expectedCoverage` finds. */
export interface CoverageResult {
  readonly pairs: number;
  readonly draws: number;
  readonly levels: readonly number[];
  /** The counts, one a level, between which an exact posterior's lies with 95 %: exact binomial limits. */
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Undefined where the posterior has no density. */
  readonly joint: JointCoverage | undefined;
  readonly parameters: readonly ParameterCoverage[];
}

const LEVELS = [...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.99];
/** How much of the counts of an exact posterior the band holds. */
const BAND = 0.95;

/**
 * Expected coverage: how often credible regions hold the truth, beside how often they should.
 *
 * A region of level c should hold the true θ in a share c of all pairs θ ~ p(θ), x ~ p(x | θ). Two kinds are counted: the
 * highest-density regions {θ : q(θ | x) ≥ t} of all parameters together, where the posterior tells its density (Deistler,
 * Gonçalves & Macke 2022; Hermans et al. 2022), and the central interval of every parameter. Regions are taken from draws,
 * with the randomised ranks of `sbc`, so that an exact posterior's counts are exactly binomial. Python sbi: `run_sbc` with
 * `reduce_fns=posterior.log_prob`.
 *
 * @param pairs simulations that the training has not seen: a few hundred or more
 * @throws ShapeError as `sbc` does, and for levels not between 0 and 1
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { expectedCoverage } from '@sbi/npe';
 * const problem = gaussian();
 * const exact = {
 *   given: (x) => ({
 *     sample: (count, options) => problem.reference(x, count, options),
 *     logProb: (theta) => problem.logPosterior(theta, x),
 *   }),
 * };
 * const pairs = await simulate(problem.prior, problem.simulator, { count: 200, seed: 1 });
 * const { band, joint } = await expectedCoverage(exact, pairs, { seed: 2, draws: 100, levels: [0.9] });
 * console.log(band.low[0], band.high[0]); // → 171 188
 * console.log(joint.covered[0] > 160); // → true
 * problem.dispose();
 */
export async function expectedCoverage(
  amortized: AmortizedLike,
  pairs: Simulations,
  options: CoverageOptions,
): Promise<CoverageResult> {
  const where = 'expectedCoverage';
  const draws = checkPairs(pairs, options, where);
  const levels = checkLevels(options.levels ?? LEVELS, where);
  const rng = Rng.from(options.seed);
  const marginal = new Calibration(pairs, draws, rng);
  const density = hasDensity(amortized, pairs);
  const joint = density ? new DensityRanks(pairs.theta.rows, draws, rng) : undefined;
  const visitors = joint ? [marginal.visit, joint.visit] : [marginal.visit];
  await visitPairs(amortized, pairs, { ...options, draws, density, where }, visitors);
  return coverageOf(marginal, joint, pairs, levels);
}

/** Ranks of the truth's log-density among its draws': by how much credibility a highest-density region reaches it. */
export class DensityRanks {
  readonly ranks: Ranks;
  readonly visit: Visitor;

  constructor(pairs: number, draws: number, rng: Rng) {
    this.ranks = new Ranks(pairs, draws, rng.fork('coverage').fork('ties'));
    this.visit = ({ index, logProb }) => {
      if (logProb) this.ranks.add(index, logProb[draws] as number, logProb, 0, 1);
    };
  }

  /** Levels of credibility: the lower the density at the truth, the higher. */
  get credibility(): Float64Array {
    return this.ranks.levels.map((level) => 1 - level);
  }
}

/** Counts out of ranks. */
export function coverageOf(
  marginal: Calibration,
  joint: DensityRanks | undefined,
  pairs: Simulations,
  levels: readonly number[] = LEVELS,
): CoverageResult {
  const count = pairs.theta.rows;
  const bands = levels.map((level) => binomialBand(count, level, BAND));
  const names = parameterNames(pairs);
  return {
    pairs: count,
    draws: marginal.ranks[0]?.draws ?? 0,
    levels,
    band: { low: bands.map(({ low }) => low), high: bands.map(({ high }) => high) },
    joint: joint && jointCoverage(joint.credibility, levels),
    parameters: marginal.ranks.map((ranks, j) => ({
      name: names[j] as string,
      ...cover(
        ranks.levels.map((level) => Math.abs(2 * level - 1)),
        levels,
      ),
    })),
  };
}

function jointCoverage(credibility: Float64Array, levels: readonly number[]): JointCoverage {
  const { shift, shiftPValue, ksPValue }: RankTests = testRanks(credibility);
  return { ...cover(credibility, levels), excess: -shift, excessPValue: shiftPValue, ksPValue };
}

function cover(credibility: Float64Array, levels: readonly number[]): Coverage {
  const covered = levels.map((level) =>
    credibility.reduce((count, value) => count + Number(value < level), 0),
  );
  return { covered, credibility: Array.from(credibility) };
}

function checkLevels(levels: readonly number[], where: string): readonly number[] {
  const fits = Array.isArray(levels) && levels.every((level) => level > 0 && level < 1);
  if (fits && levels.length > 0) return [...levels];
  throw new ShapeError('levels', 'be numbers between 0 and 1', describeValue(levels), where);
}
