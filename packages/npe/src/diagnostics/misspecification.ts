import {
  breather,
  checkFinite,
  describeValue,
  expectMatrix,
  type Job,
  type Matrix,
  matrixOf,
  Rng,
  type Seed,
  ShapeError,
  selectRows,
} from '@sbi/core';
import { medianDistance, squaredDistance, stack } from './kernel.ts';

/** What `misspecification` takes. */
export interface MisspecificationOptions extends Job<{ readonly done: number; readonly total: number }> {
  readonly seed: Seed;
  /** Simulations to compare with at most (1,000). */
  readonly references?: number;
  /** Random splits that make the null distribution where there are several observations (999). */
  readonly resamples?: number;
  /** Takes both tables to the space to compare in: `embeddingOf(amortized)`, say. */
  readonly embed?: (x: Matrix) => Matrix | Promise<Matrix>;
}

/** What `misspecification` finds. */
export interface MisspecificationResult {
  /** Uniform for observations that come from the simulator: small where they do not. */
  readonly pValue: number;
  /** MMD² of the observations to the simulations, biased. */
  readonly mmd: number;
  /** The same of observations that the simulator made. */
  readonly null: readonly number[];
  readonly observations: number;
  readonly references: number;
}

const REFERENCES = 1000;
const RESAMPLES = 999;

/**
 * Whether observations could come from the simulator: their maximum mean discrepancy to its outputs.
 *
 * A posterior is only as good as the simulator, and extrapolates where x is unlike every simulation (Schmitt, Bürkner,
 * Köthe & Radev 2023). Observations and simulations are put together, every column scaled to one standard deviation, and
 * the MMD² of the observations to the rest is placed among that of as many rows chosen at random: one row in turn for a
 * single observation, `resamples` splits for several. The p-value is exact whatever the distribution of x. Python sbi:
 * `calc_misspecification_mmd`.
 *
 * @param observed one x, or several, a row each
 * @param x simulations, a few hundred or more: the training's own x will do
 * @throws ShapeError for tables that do not fit, or that are not finite
 * @example
 * import { gaussian, simulate } from '@sbi/simulate';
 * import { misspecification } from '@sbi/npe';
 * const { prior, simulator } = gaussian();
 * const { x } = await simulate(prior, simulator, { count: 500, seed: 1 });
 * console.log((await misspecification([1, 0.5, 2], x, { seed: 2 })).pValue > 0.05); // → true
 * console.log((await misspecification([1, 0.5, 8], x, { seed: 2 })).pValue < 0.01); // → true
 */
export async function misspecification(
  observed: Matrix | ArrayLike<number>,
  x: Matrix,
  options: MisspecificationOptions,
): Promise<MisspecificationResult> {
  const where = 'misspecification';
  const rng = Rng.from(options?.seed).fork('misspecification');
  const most = wholeFrom1(options.references ?? REFERENCES, 'references', where);
  const resamples = wholeFrom1(options.resamples ?? RESAMPLES, 'resamples', where);
  const given = observationsOf(observed, x, where);
  const some = selectRows(x, rng.fork('references').permutation(x.rows).subarray(0, most));
  const embed = options.embed ?? ((table: Matrix) => table);
  const [ours, theirs] = [await embed(given), await embed(some)];
  for (const [argument, table] of Object.entries({ observed: ours, x: theirs })) {
    const name = options.embed ? `embed(${argument})` : argument;
    expectMatrix(table, name, where);
    checkFinite(table, name, where);
  }
  if (ours.columns !== theirs.columns || ours.rows !== given.rows || theirs.rows !== some.rows) {
    const got = [ours.rows, ours.columns];
    throw new ShapeError('embed(observed)', `have shape [${given.rows}, ${theirs.columns}]`, got, where);
  }
  const splits = new Splits(scale(stack(ours, theirs)));
  const { value, others } = await nullOf(splits, given.rows, resamples, rng.fork('splits'), options);
  let [larger, equal] = [0, 0];
  for (const other of others) {
    if (other > value) larger++;
    else if (other === value) equal++;
  }
  return {
    pValue: (1 + larger + rng.fork('ties').int(equal + 1)) / (1 + others.length),
    mmd: value,
    null: others,
    observations: given.rows,
    references: some.rows,
  };
}

/** One x, or several, as a table with the columns of `x`. @throws ShapeError */
export function observationsOf(observed: Matrix | ArrayLike<number>, x: Matrix, where: string): Matrix {
  expectMatrix(x, 'x', where);
  if (typeof observed !== 'object' || observed === null) {
    throw new ShapeError('observed', 'be one x, or a table of them', describeValue(observed), where);
  }
  const table =
    'data' in observed ? observed : matrixOf(Float32Array.from(observed), Math.max(1, observed.length));
  expectMatrix(table, 'observed', where);
  if (table.columns !== x.columns || table.rows < 1) {
    throw new ShapeError('observed', `have ${x.columns} columns, as x`, [table.rows, table.columns], where);
  }
  return table;
}

/** The statistic, and those that it is compared with. */
async function nullOf(
  splits: Splits,
  count: number,
  resamples: number,
  rng: Rng,
  { signal, onProgress }: MisspecificationOptions,
): Promise<{ value: number; others: number[] }> {
  const breathe = breather(signal);
  const first = Int32Array.from({ length: count }, (_, i) => i);
  const total = count === 1 ? splits.rows - 1 : resamples;
  const others: number[] = [];
  for (let k = 0; k < total; k++) {
    others.push(splits.mmd(count === 1 ? [k + 1] : chosen(splits.rows, count, rng)));
    await breathe();
    onProgress?.({ done: k + 1, total });
  }
  return { value: splits.mmd(first), others };
}

/** `count` of the numbers 0 … rows − 1, at random. */
function chosen(rows: number, count: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + rng.int(rows - i);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order.subarray(0, count);
}

/** MMD² between some rows of a table and the rest, for any choice of rows, from one table of kernels. */
class Splits {
  readonly rows: number;
  private readonly kernels: Float64Array;
  private readonly sums: Float64Array;
  private readonly total: number;

  constructor(table: Matrix) {
    const n = table.rows;
    const factor = -0.5 / medianDistance(table) ** 2;
    this.rows = n;
    this.kernels = new Float64Array(n * n).fill(1);
    this.sums = new Float64Array(n).fill(1);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const value = Math.exp(factor * squaredDistance(table, i, table, j));
        this.kernels[i * n + j] = value;
        this.kernels[j * n + i] = value;
        this.sums[i] = (this.sums[i] as number) + value;
        this.sums[j] = (this.sums[j] as number) + value;
      }
    }
    this.total = this.sums.reduce((sum, value) => sum + value, 0);
  }

  mmd(some: ArrayLike<number>): number {
    const [n, m] = [this.rows, some.length];
    let [within, toAll] = [0, 0];
    for (let a = 0; a < m; a++) {
      const row = n * (some[a] as number);
      toAll += this.sums[some[a] as number] as number;
      for (let b = 0; b < m; b++) within += this.kernels[row + (some[b] as number)] as number;
    }
    const across = toAll - within;
    const rest = this.total - within - 2 * across;
    return within / m ** 2 + rest / (n - m) ** 2 - (2 * across) / (m * (n - m));
  }
}

/** Every column in its standard deviations. */
function scale({ data, rows, columns }: Matrix): Matrix {
  const scaled = data.slice();
  for (let j = 0; j < columns; j++) {
    let [mean, sum] = [0, 0];
    for (let i = 0; i < rows; i++) mean += (data[i * columns + j] as number) / rows;
    for (let i = 0; i < rows; i++) sum += ((data[i * columns + j] as number) - mean) ** 2;
    const sd = Math.sqrt(sum / rows) || 1;
    for (let i = 0; i < rows; i++) scaled[i * columns + j] = ((data[i * columns + j] as number) - mean) / sd;
  }
  return matrixOf(scaled, columns);
}

function wholeFrom1(value: number, argument: string, where: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ShapeError(argument, 'be an integer from 1', describeValue(value), where);
}
