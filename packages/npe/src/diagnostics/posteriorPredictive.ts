import {
  breather,
  checkFinite,
  describeValue,
  expectMatrix,
  type Job,
  type Matrix,
  matrixOf,
  Rng,
  rowOf,
  type Seed,
  ShapeError,
} from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';

/** x ~ p(x | θ), one row at a time: a `Simulator` of @sbi/simulate. */
export type PredictiveSimulator = (
  theta: Float32Array,
  rng: Rng,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** What `posteriorPredictive` takes. */
export interface PredictiveOptions extends Job<{ readonly done: number; readonly total: number }> {
  readonly seed: Seed;
  /** Posterior draws, each simulated from once (1,000). */
  readonly count?: number;
}

/** Where one entry of the observation lies among what the posterior predicts of it. */
export interface PredictiveEntry {
  readonly observed: number;
  readonly median: number;
  /** The share of predictions at or below the observed value, and at or above it. */
  readonly lower: number;
  readonly upper: number;
  /** Both tails beyond the observed value: 2 · (1 + fewer) / (1 + count), at most 1. */
  readonly pValue: number;
}

/** What `posteriorPredictive` finds: draws, simulations from them, and where x lies among these. */
export interface PredictiveResult {
  /** θ ~ q(θ | x): [count, D]. */
  readonly theta: Matrix;
  /** One simulation of each, [count, X]. */
  readonly x: Matrix;
  readonly entries: readonly PredictiveEntry[];
  /** How often a prediction's most unusual entry is as unusual as the observation's. */
  readonly pValue: number;
  /** Simulations that gave a number which is not finite, and were left out. */
  readonly failed: number;
}

const COUNT = 1000;

/**
 * Posterior predictive check: simulations from posterior draws, and where the observation lies among them.
 *
 * θ ~ q(θ | x), x̃ ~ p(x̃ | θ) (Gelman, Meng & Stern 1996). Observations far out in their own predictions mean that the
 * simulator cannot make them, or that the posterior is wrong. x is used twice, so the p-values are not uniform but lean
 * towards ½; at most one in 1/(2p) falls below p (Meng 1994).
 *
 * @param observed the x that the posterior is conditioned on
 * @throws ShapeError for an option out of range, an x that is not finite, or a simulator that gives other lengths
 * @example
 * import { gaussian } from '@sbi/simulate';
 * import { posteriorPredictive } from '@sbi/npe';
 * const problem = gaussian();
 * const exact = { given: (x) => ({ sample: (count, options) => problem.reference(x, count, options) }) };
 * const { x, entries } = await posteriorPredictive(exact, problem.simulator, [1, 1, 1], { seed: 1 });
 * console.log(x.rows, entries.map(({ pValue }) => pValue > 0.5).join(' ')); // → 1000 true true true
 * problem.dispose();
 */
export async function posteriorPredictive(
  amortized: AmortizedLike,
  simulator: PredictiveSimulator,
  observed: ArrayLike<number>,
  options: PredictiveOptions,
): Promise<PredictiveResult> {
  const where = 'posteriorPredictive';
  const rng = Rng.from(options?.seed).fork('predictive');
  const count = options.count ?? COUNT;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ShapeError('count', 'be an integer from 1', describeValue(count), where);
  }
  if (typeof simulator !== 'function') {
    throw new ShapeError('simulator', 'be a function of theta and rng', describeValue(simulator), where);
  }
  const x = matrixOf(Float32Array.from(observed), Math.max(1, observed.length));
  checkFinite(x, 'observed', where);
  const seed = rng.fork('draws');
  const { signal } = options;
  const theta = await amortized.given(observed).sample(count, signal ? { seed, signal } : { seed });
  expectMatrix(theta, 'draws', where);
  const rows = await predict(theta, simulator, x.columns, rng.fork('rows'), options);
  const finite = rows.filter((row) => row.every(Number.isFinite));
  if (finite.length === 0) throw new ShapeError('simulator', 'give finite numbers', 'none in any row', where);
  const data = new Float32Array(finite.length * x.columns);
  finite.forEach((row, i) => {
    data.set(row, i * x.columns);
  });
  const predicted = matrixOf(data, x.columns);
  return { theta, x: predicted, failed: rows.length - finite.length, ...compare(predicted, x.data) };
}

async function predict(
  theta: Matrix,
  simulator: PredictiveSimulator,
  columns: number,
  rng: Rng,
  { signal, onProgress }: PredictiveOptions,
): Promise<Float32Array[]> {
  const breathe = breather(signal);
  const rows: Float32Array[] = [];
  for (let i = 0; i < theta.rows; i++) {
    const row = Float32Array.from(await simulator(rowOf(theta, i).slice(), rng.fork(i)));
    if (row.length !== columns) {
      const got = `${row.length} in row ${i}`;
      throw new ShapeError('simulator', `give ${columns} numbers, as observed`, got, 'posteriorPredictive');
    }
    rows.push(row);
    onProgress?.({ done: i + 1, total: theta.rows });
    await breathe();
  }
  return rows;
}

/** Entry by entry, and by the largest distance from the median over all entries, in their standard deviations. */
function compare(
  { data, rows, columns }: Matrix,
  observed: Float32Array,
): Pick<PredictiveResult, 'entries' | 'pValue'> {
  const farthest = new Float64Array(rows);
  let far = 0;
  const entries = Array.from(observed, (value, j) => {
    const own = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] as number);
    const sorted = own.slice().sort();
    const median = sorted[rows >> 1] as number;
    const spread =
      Math.sqrt(own.reduce((sum, other) => sum + (other - median) ** 2, 0) / rows) || Number.MIN_VALUE;
    own.forEach((other, i) => {
      farthest[i] = Math.max(farthest[i] as number, Math.abs(other - median) / spread);
    });
    far = Math.max(far, Math.abs(value - median) / spread);
    const below = own.reduce((count, other) => count + Number(other <= value), 0);
    const above = own.reduce((count, other) => count + Number(other >= value), 0);
    const pValue = Math.min(1, (2 * (1 + Math.min(below, above))) / (1 + rows));
    return { observed: value, median, lower: below / rows, upper: above / rows, pValue };
  });
  const as = farthest.reduce((count, other) => count + Number(other >= far), 0);
  return { entries, pValue: (1 + as) / (1 + rows) };
}
