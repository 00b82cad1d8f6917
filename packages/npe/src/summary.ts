import {
  checkFinite,
  column,
  describeValue,
  expectMatrix,
  type Matrix,
  matrixOf,
  ShapeError,
} from '@sbi/core';

/** One coordinate of a posterior in numbers. */
export interface Summary {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  readonly q025: number;
  readonly q05: number;
  readonly median: number;
  readonly q95: number;
  readonly q975: number;
}

/** A stretch of one coordinate. */
export interface Interval {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean, standard deviation (N − 1) and quantiles (linear between draws) of every column.
 *
 * @param names of the columns; the table's own where absent, else `theta_1`, `theta_2`, …
 * @throws ShapeError for a table without rows, or names that are not one a column
 * @example
 * import { matrix } from '@sbi/core';
 * import { summarize } from '@sbi/npe';
 * const [beta] = summarize(matrix([[1], [2], [6]], ['beta']));
 * console.log(beta.name, beta.mean, beta.median, beta.q95); // → beta 3 2 5.6
 */
export function summarize(draws: Matrix, names?: readonly string[]): Summary[] {
  return columnsOf(draws, names, 'summarize').map(({ name, sorted }) => {
    const mean = meanOf(sorted);
    const sum = sorted.reduce((total, value) => total + (value - mean) ** 2, 0);
    const at = (q: number) => quantileOf(sorted, q);
    const sd = Math.sqrt(sum / Math.max(1, sorted.length - 1));
    return {
      name,
      mean,
      sd,
      q025: at(0.025),
      q05: at(0.05),
      median: at(0.5),
      q95: at(0.95),
      q975: at(0.975),
    };
  });
}

/** The mean of every column. @throws ShapeError for a table without rows */
export function means(draws: Matrix): number[] {
  return columnsOf(draws, undefined, 'means').map(({ sorted }) => meanOf(sorted));
}

/**
 * Quantiles of every column, linear between draws: a table with one row a probability.
 *
 * @throws ShapeError for a table without rows, or probabilities that do not lie from 0 to 1
 * @example
 * import { column, matrix } from '@sbi/core';
 * import { quantiles } from '@sbi/npe';
 * const table = quantiles(matrix([[1], [2], [6]], ['beta']), [0, 0.5, 0.75]);
 * console.log(column(table, 'beta').join(' ')); // → 1 2 4
 */
export function quantiles(draws: Matrix, probabilities: readonly number[]): Matrix {
  const where = 'quantiles';
  const columns = columnsOf(draws, undefined, where);
  const expected = 'be a list of at least one number from 0 to 1';
  if (!Array.isArray(probabilities) || probabilities.length === 0) {
    throw new ShapeError('probabilities', expected, describeValue(probabilities), where);
  }
  const bad = probabilities.findIndex((q: unknown) => !(typeof q === 'number' && q >= 0 && q <= 1));
  if (bad >= 0) {
    const received = `${describeValue(probabilities[bad])} at index ${bad}`;
    throw new ShapeError('probabilities', expected, received, where);
  }
  const data = probabilities.flatMap((q: number) => columns.map(({ sorted }) => quantileOf(sorted, q)));
  return matrixOf(Float32Array.from(data), draws.columns, draws.names);
}

/**
 * The shortest interval of every column that holds a given share of its draws: the highest-density interval where the
 * density has one mode.
 *
 * Of n sorted draws it spans ⌈mass · n⌉. Where a density has several modes, the region of highest density would be
 * several intervals; this is the shortest single one. Its ends scatter more from draw to draw than quantiles do.
 *
 * @throws ShapeError for a table without rows, or a mass that does not lie between 0 and 1
 * @example
 * import { matrix } from '@sbi/core';
 * import { hdi } from '@sbi/npe';
 * const [beta] = hdi(matrix([[0], [9], [1], [2], [5]], ['beta']), 0.6);
 * console.log(beta.name, beta.low, beta.high); // → beta 0 2
 */
export function hdi(draws: Matrix, mass: number): Interval[] {
  const columns = columnsOf(draws, undefined, 'hdi');
  if (!(typeof mass === 'number' && mass > 0 && mass < 1)) {
    throw new ShapeError('mass', 'lie between 0 and 1', describeValue(mass), 'hdi');
  }
  return columns.map(({ name, sorted }) => {
    const span = Math.max(1, Math.ceil(mass * sorted.length - 1e-9));
    const width = (i: number) => (sorted[i + span - 1] as number) - (sorted[i] as number);
    let best = 0;
    for (let i = 1; i + span <= sorted.length; i++) if (width(i) < width(best)) best = i;
    return { name, low: sorted[best] as number, high: sorted[best + span - 1] as number };
  });
}

/** Every column by its name, sorted. */
function columnsOf(
  draws: Matrix,
  given: readonly string[] | undefined,
  where: string,
): { name: string; sorted: Float64Array }[] {
  expectMatrix(draws, 'draws', where);
  if (draws.rows < 1) throw new ShapeError('draws', 'hold at least one row', 'none', where);
  checkFinite(draws, 'draws', where);
  const names = given ?? draws.names ?? Array.from({ length: draws.columns }, (_, j) => `theta_${j + 1}`);
  if (names.length !== draws.columns) {
    throw new ShapeError('names', `name ${draws.columns} columns`, `${names.length} names`, where);
  }
  return names.map((name, j) => ({ name, sorted: Float64Array.from(column(draws, j)).sort() }));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantileOf(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
