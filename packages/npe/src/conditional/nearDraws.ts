import { cholesky, type Matrix, solveCholesky, solveLower } from '@sbi/core';
import type { WeightedPoints } from './kernelMixture.ts';

/** Draws that count as near: a tenth, up to so many. */
const MOST = 500;

/**
 * Draws of the free coordinates as they would be were the others where they are held: those of the draws nearest to that,
 * moved along a local linear regression of the free on the held ones, and weighted by how near they were (Beaumont, Zhang &
 * Balding 2002). Where to look first for a conditional distribution; not draws from it.
 *
 * @param joint draws of all coordinates, unconstrained and finite
 * @param held  what the coordinates that are not free are held at, by place
 */
export function nearDraws(
  joint: Matrix,
  free: readonly number[],
  held: ReadonlyMap<number, number>,
): WeightedPoints {
  const gaps = scaledGaps(joint, held);
  const size = held.size;
  const distance = Float64Array.from({ length: joint.rows }, (_, i) => {
    return Math.sqrt(gaps.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value ** 2, 0));
  });
  const order = Array.from(distance.keys()).sort((a, b) => (distance[a] as number) - (distance[b] as number));
  const count = Math.min(joint.rows, Math.max(50, Math.min(MOST, Math.floor(joint.rows / 10))));
  const near = order.slice(0, count);
  const reach = (distance[near.at(-1) as number] as number) * 1.001 + 1e-12;
  const weights = near.map((i) => 1 - ((distance[i] as number) / reach) ** 2);
  const data = new Float64Array(count * free.length);
  free.forEach((j, column) => {
    const values = near.map((i) => joint.data[i * joint.columns + j] as number);
    const rows = near.map((i) => gaps.subarray(i * size, (i + 1) * size));
    const slope = regression(rows, values, weights);
    values.forEach((value, k) => {
      const shift = (rows[k] as Float64Array).reduce((sum, gap, h) => sum + gap * (slope[h] as number), 0);
      data[k * free.length + column] = value - shift;
    });
  });
  return { data, dim: free.length, logWeights: Float64Array.from(weights, Math.log) };
}

/** How far each draw is from what is held, whitened by the covariance of the draws: [rows, held]. */
function scaledGaps({ data, rows, columns }: Matrix, held: ReadonlyMap<number, number>): Float64Array {
  const places = [...held.keys()];
  const size = places.length;
  const means = places.map((j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * columns + j] as number;
    return sum / rows;
  });
  const square = new Float64Array(size * size);
  for (let i = 0; i < rows; i++) {
    const gap = places.map((j, h) => (data[i * columns + j] as number) - (means[h] as number));
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        square[a * size + b] =
          (square[a * size + b] as number) + ((gap[a] as number) * (gap[b] as number)) / rows;
      }
    }
  }
  for (let a = 0; a < size; a++) square[a * size + a] = (square[a * size + a] as number) * (1 + 1e-6) + 1e-12;
  const lower = cholesky(square, size, 'nearDraws');
  const gaps = new Float64Array(rows * size);
  for (let i = 0; i < rows; i++) {
    const gap = Float64Array.from(places, (j) => (data[i * columns + j] as number) - (held.get(j) as number));
    gaps.set(solveLower(lower, gap), i * size);
  }
  return gaps;
}

/** The slope of weighted least squares with an intercept, and a little ridge where predictors depend on one another. */
function regression(
  rows: readonly Float64Array[],
  values: readonly number[],
  weights: readonly number[],
): Float64Array {
  const size = (rows[0]?.length ?? 0) + 1;
  const square = new Float64Array(size * size);
  const right = new Float64Array(size);
  rows.forEach((row, i) => {
    const full = [1, ...row];
    for (let a = 0; a < size; a++) {
      const weighted = (weights[i] as number) * (full[a] as number);
      right[a] = (right[a] as number) + weighted * (values[i] as number);
      for (let b = 0; b < size; b++) {
        square[a * size + b] = (square[a * size + b] as number) + weighted * (full[b] as number);
      }
    }
  });
  for (let a = 0; a < size; a++) square[a * size + a] = (square[a * size + a] as number) * (1 + 1e-3) + 1e-9;
  return solveCholesky(cholesky(square, size, 'nearDraws'), right).slice(1);
}
