import { breather, describeValue, type Matrix, Rng, rowOf, ShapeError, type Simulations } from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';
import { type ClassifierName, checkClassifier } from './c2st.ts';
import { Classifier } from './classifier.ts';
import { Forest } from './forest.ts';
import type { Labelled, TwoClassifier } from './labelled.ts';
import { observationsOf } from './misspecification.ts';
import { checkDraws, checkPairs, type DiagnosticOptions, visitPairs } from './pairDraws.ts';

/** What `localC2st` takes. */
export interface LocalC2stOptions extends DiagnosticOptions {
  /** Classifiers trained on data without a difference (100): the p-value is a multiple of 1/(trials + 1). */
  readonly trials?: number;
  /**
   * Where data without a difference come from: truth and draw of every pair swapped at random ('permutation'), or two
   * draws of the posterior for every pair ('exact').
   */
  readonly null?: 'permutation' | 'exact';
  readonly classifier?: ClassifierName;
}

/** What the classifiers say at one observation. */
export interface LocalC2stObservation {
  /** Mean of (p − ½)² over posterior draws: 0 where the classifier can tell nothing. */
  readonly statistic: number;
  /** The same of the classifiers trained on data without a difference. */
  readonly null: readonly number[];
  /** Uniform on the multiples of 1/(trials + 1) for an exact posterior. */
  readonly pValue: number;
}

/** What `localC2st` finds: one result an observation. */
export interface LocalC2stResult {
  readonly pairs: number;
  readonly draws: number;
  readonly trials: number;
  readonly observations: readonly LocalC2stObservation[];
}

const TRIALS = 100;
/** Every tenth pair tells the network when to stop. */
const HELD_OUT = 10;

/**
 * Local classifier two-sample test (Linhart, Gramfort & Rodrigues 2023): is the posterior right at this x?
 *
 * A classifier learns to tell (θ ~ q(· | x), x) from (θ, x) over all pairs, and is then asked at one x_o about draws
 * θ ~ q(· | x_o): if q(· | x_o) is exact it gives them a half each, and the statistic is the mean of (p − ½)². What it is
 * by chance comes from classifiers trained on data without a difference, so that the p-value is exact whatever the
 * classifier. Python sbi: `LC2ST`. The network has two layers of 10 · D units, as there, and stops early. It sees less
 * than `sbc` does where the posterior is wrong everywhere, and it sees where.
 *
 * @param pairs simulations that the training has not seen: a thousand or more
 * @param observed one x, or several, a row each: classifiers are trained once for all of them
 * @throws ShapeError as `sbc` does, for an x that does not fit, and for options out of range
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { localC2st } from '@sbi/npe';
 * const problem = gaussian();
 * const wide = {
 *   given: (x) => ({
 *     sample: async (count, options) => {
 *       const draws = await problem.reference(x, count, options);
 *       return { ...draws, data: draws.data.map((value, at) => (x[0] > 1 ? 3 : 1) * (value - x[at % 3] + 1) + x[at % 3] - 1) };
 *     },
 *   }),
 * };
 * const pairs = await simulate(problem.prior, problem.simulator, { count: 300, seed: 1 });
 * const options = { seed: 2, draws: 100, trials: 19, classifier: 'forest' };
 * const { observations } = await localC2st(wide, pairs, [2, 1, 1], options);
 * console.log(observations[0].null.length); // → 19
 * problem.dispose();
 */
export async function localC2st(
  amortized: AmortizedLike,
  pairs: Simulations,
  observed: Matrix | ArrayLike<number>,
  options: LocalC2stOptions,
): Promise<LocalC2stResult> {
  const where = 'localC2st';
  const draws = checkPairs(pairs, options, where);
  const { trials = TRIALS, classifier = 'mlp', null: kind = 'permutation', signal } = options;
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new ShapeError('trials', 'be an integer from 1', describeValue(trials), where);
  }
  if (kind !== 'permutation' && kind !== 'exact') {
    throw new ShapeError('null', "be 'permutation' or 'exact'", describeValue(kind), where);
  }
  checkClassifier(classifier, where);
  const rows = observationsOf(observed, pairs.x, where);
  const rng = Rng.from(options.seed).fork('localC2st');
  const perPair = kind === 'exact' ? 1 + 2 * trials : 1;
  const answers = await answersTo(amortized, pairs, perPair, rng, signal);
  const scale = fitScale(pairs, answers);
  const asked = await questions(
    amortized,
    rows,
    [draws, pairs.theta.columns],
    rng.fork('asked'),
    scale,
    signal,
  );
  const breathe = breather(signal);
  const statistics = async (first: Choice, second: Choice, stream: Rng) => {
    const data = joint(pairs, answers, first, second, scale);
    const trained = await train(data, classifier, pairs.theta.columns, stream, breathe);
    return asked.map((question) => score(trained.probabilities(question)));
  };
  const observedScores = await statistics(
    () => 0,
    () => -1,
    rng.fork('observed'),
  );
  const nullScores: number[][] = [];
  for (let h = 0; h < trials; h++) {
    const stream = rng.fork('null').fork(h);
    const swaps = Int8Array.from({ length: pairs.theta.rows }, () => stream.bits() & 1);
    const scores =
      kind === 'exact'
        ? await statistics(
            () => 2 * h + 1,
            () => 2 * h + 2,
            stream,
          )
        : await statistics(
            (i) => -(swaps[i] as number),
            (i) => (swaps[i] as number) - 1,
            stream,
          );
    nullScores.push(scores);
    options.onProgress?.({ done: h + 1, total: trials });
  }
  return {
    pairs: pairs.theta.rows,
    draws,
    trials,
    observations: observedScores.map((statistic, i) =>
      compare(
        statistic,
        nullScores.map((scores) => scores[i] as number),
        rng.fork('ties').fork(i),
      ),
    ),
  };
}

/** Which θ of pair i: its posterior draw of that number, or the truth where negative. */
type Choice = (pair: number) => number;

/** The classifier's inputs are centred and scaled by all θ and x that it may see. */
interface Scale {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

function compare(statistic: number, others: readonly number[], rng: Rng): LocalC2stObservation {
  const larger = others.filter((other) => other > statistic).length;
  const equal = others.filter((other) => other === statistic).length;
  const pValue = (1 + larger + rng.int(equal + 1)) / (1 + others.length);
  return { statistic, null: others, pValue };
}

function score(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => sum + (p - 0.5) ** 2, 0) / probabilities.length;
}

/** Posterior draws of every pair, one table a pair. */
async function answersTo(
  amortized: AmortizedLike,
  pairs: Simulations,
  draws: number,
  seed: Rng,
  signal: AbortSignal | undefined,
): Promise<readonly Matrix[]> {
  const tables: Matrix[] = [];
  const job = signal ? { seed, signal } : { seed };
  await visitPairs(amortized, pairs, { ...job, draws, density: false, where: 'localC2st' }, [
    ({ index, draws: table }) => {
      tables[index] = table;
    },
  ]);
  return tables;
}

function fitScale({ theta, x }: Simulations, answers: readonly Matrix[]): Scale {
  const [dim, width] = [theta.columns, theta.columns + x.columns];
  const moments = (power: number, centre: Float64Array) => {
    const sums = new Float64Array(width);
    const add = (j: number, value: number, share: number) => {
      sums[j] = (sums[j] as number) + share * (value - (centre[j] as number)) ** power;
    };
    for (let i = 0; i < theta.rows; i++) {
      for (let j = 0; j < dim; j++) {
        add(j, theta.data[i * dim + j] as number, 0.5 / theta.rows);
        add(j, (answers[i] as Matrix).data[j] as number, 0.5 / theta.rows);
      }
      for (let j = 0; j < x.columns; j++) add(dim + j, x.data[i * x.columns + j] as number, 1 / theta.rows);
    }
    return sums;
  };
  const mean = moments(1, new Float64Array(width));
  return { mean, sd: moments(2, mean).map((variance) => Math.sqrt(variance) || 1) };
}

/** Rows (θ, x), scaled. */
function fill(
  into: Float32Array,
  row: number,
  theta: Float32Array,
  x: Float32Array,
  { mean, sd }: Scale,
): void {
  const at = row * mean.length;
  for (let j = 0; j < mean.length; j++) {
    const value = j < theta.length ? theta[j] : x[j - theta.length];
    into[at + j] = ((value as number) - (mean[j] as number)) / (sd[j] as number);
  }
}

/** Draws at every observation, as the classifiers are asked about them. */
async function questions(
  amortized: AmortizedLike,
  observed: Matrix,
  [count, dim]: readonly [count: number, dim: number],
  rng: Rng,
  scale: Scale,
  signal: AbortSignal | undefined,
): Promise<readonly Labelled[]> {
  const columns = scale.mean.length;
  const asked: Labelled[] = [];
  for (let i = 0; i < observed.rows; i++) {
    const x = rowOf(observed, i);
    const seed = rng.fork(i);
    const draws = await amortized.given(x).sample(count, signal ? { seed, signal } : { seed });
    checkDraws(draws, count, dim, 'localC2st');
    const features = new Float32Array(count * columns);
    for (let k = 0; k < count; k++) fill(features, k, rowOf(draws, k), x, scale);
    asked.push({ features, labels: new Uint8Array(count), columns });
  }
  return asked;
}

/** Two rows a pair, labelled 0 and 1. */
function joint(
  { theta, x }: Simulations,
  answers: readonly Matrix[],
  first: Choice,
  second: Choice,
  scale: Scale,
): Labelled {
  const columns = scale.mean.length;
  const rows = 2 * theta.rows;
  const features = new Float32Array(rows * columns);
  for (let i = 0; i < theta.rows; i++) {
    [first(i), second(i)].forEach((choice, label) => {
      const own = choice < 0 ? rowOf(theta, i) : rowOf(answers[i] as Matrix, choice);
      fill(features, 2 * i + label, own, rowOf(x, i), scale);
    });
  }
  return { features, labels: Uint8Array.from({ length: rows }, (_, row) => row & 1), columns };
}

async function train(
  data: Labelled,
  name: ClassifierName,
  dim: number,
  rng: Rng,
  breathe: () => Promise<void>,
): Promise<TwoClassifier> {
  if (name === 'forest') {
    const forest = new Forest();
    await forest.fit(data, rng, breathe);
    return forest;
  }
  const network = new Classifier(data.columns, 10 * dim, rng.fork('start'));
  const rows = 2 * Math.max(1, Math.floor(data.labels.length / 2 / HELD_OUT));
  const part = (begin: number, end?: number): Labelled => ({
    features: data.features.subarray(begin * data.columns, end && end * data.columns),
    labels: data.labels.subarray(begin, end),
    columns: data.columns,
  });
  await network.fitEarly(part(rows), part(0, rows), rng.fork('batches'), breathe);
  return network;
}
