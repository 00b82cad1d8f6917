import { cholesky, solveCholesky } from '@sbi/core';

/** Rows of predictors [n, p] (row-major, without a constant column) and one response each. */
export interface Regressors {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** y ≈ intercept + slope · x, with the standard deviation of what is left. */
export interface LinearFit {
  readonly intercept: number;
  readonly slope: Float64Array;
  readonly spread: number;
}

/** The smallest spread, in units of the response's own: nothing is exact in float32. */
export const MIN_SPREAD = 1e-6;

/** XᵀX/n of the rows [1, x], whole. */
export function gram(x: Regressors): Float64Array {
  const p = x.columns + 1;
  const sums = new Float64Array(p * p);
  for (let i = 0; i < x.rows; i++) {
    for (let a = 0; a < p; a++) {
      const va = a === 0 ? 1 : (x.data[i * x.columns + a - 1] as number);
      for (let b = 0; b <= a; b++) {
        sums[a * p + b] =
          (sums[a * p + b] as number) + va * (b === 0 ? 1 : (x.data[i * x.columns + b - 1] as number));
      }
    }
  }
  for (let a = 0; a < p; a++) {
    for (let b = 0; b <= a; b++) {
      sums[a * p + b] = (sums[a * p + b] as number) / x.rows;
      sums[b * p + a] = sums[a * p + b] as number;
    }
  }
  return sums;
}

/** Ridge regression with a penalty in units of the (standardised) predictors' variance; the constant goes free. */
function ridge(x: Regressors, y: Float64Array, penalty: number, moments: Float64Array): LinearFit {
  const p = x.columns + 1;
  const matrix = Float64Array.from(moments);
  for (let a = 1; a < p; a++) matrix[a * p + a] = (matrix[a * p + a] as number) + penalty;
  const right = new Float64Array(p);
  for (let i = 0; i < x.rows; i++) {
    const value = (y[i] as number) / x.rows;
    right[0] = (right[0] as number) + value;
    for (let a = 1; a < p; a++)
      right[a] = (right[a] as number) + value * (x.data[i * x.columns + a - 1] as number);
  }
  const solution = solveCholesky(cholesky(matrix, p, 'ridge'), right);
  const slope = solution.slice(1);
  const intercept = solution[0] as number;
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    const rest = (y[i] as number) - predict(x, i, intercept, slope);
    sum += rest * rest;
  }
  return { intercept, slope, spread: Math.max(MIN_SPREAD, Math.sqrt(sum / Math.max(1, x.rows - p))) };
}

/**
 * Ridge regression whose penalty follows from the data: p σ²/(n ‖slope‖²) (Hoerl, Kennard & Baldwin 1975), so that it
 * vanishes where x determines y and grows where x says little.
 *
 * @param moments `gram(x)`, where several responses share the predictors
 */
export function adaptiveRidge(
  x: Regressors,
  y: Float64Array,
  moments: Float64Array = gram(x),
): LinearFit & { readonly penalty: number } {
  const first = ridge(x, y, 1e-3, moments);
  const size = first.slope.reduce((sum, value) => sum + value * value, 0);
  const penalty = Math.min(
    0.1,
    Math.max(1e-8, (x.columns * first.spread * first.spread) / (x.rows * Math.max(size, 1e-12))),
  );
  return { ...ridge(x, y, penalty, moments), penalty };
}

/** intercept + slope · x_i. */
export function predict(x: Regressors, i: number, intercept: number, slope: Float64Array): number {
  let sum = intercept;
  for (let a = 0; a < x.columns; a++) sum += (slope[a] as number) * (x.data[i * x.columns + a] as number);
  return sum;
}
