import { cholesky, type Matrix, rowOf, solveLower } from '@sbi/core';

/** Rows for each number, at least, so that their covariance is one. */
const ROWS_PER_NUMBER = 5;
/** What every variance is raised by: a hundredth of the standard deviation off an exact relation is still on it. */
const RIDGE = 1e-4;

/** How numbers vary together: a middle, and distances from it by their covariance (Mahalanobis). */
export interface Ellipsoid {
  readonly mean: Float64Array;
  /** The lower triangle whose square is the covariance. */
  readonly lower: Float64Array;
  /** The largest distance of a row from the middle of the others, by the covariance of the others. */
  readonly radius: number;
}

/** Of one table: computed once. */
const known = new WeakMap<Matrix, Ellipsoid | 'none'>();

/** The ellipsoid of a table's rows; undefined where they are too few to tell. */
export function ellipsoidOf(table: Matrix): Ellipsoid | undefined {
  let found = known.get(table);
  if (found === undefined) {
    found = table.rows < Math.max(3, ROWS_PER_NUMBER * table.columns) ? 'none' : fit(table);
    known.set(table, found);
  }
  return found === 'none' ? undefined : found;
}

/** Root mean square over the whitened numbers: about 1 for a point that is like the rows. */
export function distanceOf({ mean, lower }: Ellipsoid, point: Float32Array): number {
  const gap = mean.map((value, j) => (point[j] as number) - value);
  const white = solveLower(lower, gap);
  return Math.sqrt(white.reduce((sum, value) => sum + value ** 2, 0) / mean.length);
}

function fit(table: Matrix): Ellipsoid {
  const { rows, columns, data } = table;
  const mean = new Float64Array(columns);
  data.forEach((value, k) => {
    mean[k % columns] = (mean[k % columns] as number) + value / rows;
  });
  const square = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const gap = rowOf(table, i).map((value, j) => value - (mean[j] as number));
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b <= a; b++) {
        square[a * columns + b] =
          (square[a * columns + b] as number) + ((gap[a] as number) * (gap[b] as number)) / (rows - 1);
      }
    }
  }
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < a; b++) square[b * columns + a] = square[a * columns + b] as number;
    square[a * columns + a] = (square[a * columns + a] as number) * (1 + RIDGE) + 1e-12;
  }
  const shape = { mean, lower: cholesky(square, columns, 'ellipsoidOf') };
  let radius = 0;
  for (let i = 0; i < rows; i++) {
    radius = Math.max(
      radius,
      withoutItself(distanceOf({ ...shape, radius }, rowOf(table, i)), rows, columns),
    );
  }
  return { ...shape, radius };
}

/**
 * The distance of a row from the mean of the others by their covariance, from that by the mean and covariance of all: the
 * scatter without row i is A − n/(n − 1) d dᵀ, whose inverse follows from that of A (Sherman & Morrison).
 */
function withoutItself(distance: number, rows: number, columns: number): number {
  const share = (columns * distance ** 2) / (rows - 1); // dᵀ A⁻¹ d
  const more = rows / (rows - 1);
  return Math.sqrt(((rows - 2) * more ** 2 * share) / Math.max(1e-9, 1 - more * share) / columns);
}
