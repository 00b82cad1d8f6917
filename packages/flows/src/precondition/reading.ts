import { cholesky, solveLower, solveUpper } from '@sbi/core';
import { gram, type Regressors } from './leastSquares.ts';

/** Penalties that are tried, in units of the predictors' variance. */
const PENALTIES = [1e-6, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3];

/** Linear predictions of θ from x, to be read in place of x: intercept + slopeᵀ x, with mean 0 and variance 1. */
export interface Reading {
  /** [C, D], row-major */
  readonly slope: Float64Array;
  /** [D] */
  readonly intercept: Float64Array;
  /** What the rows themselves are read as: each as all others predict it, [n, D]. */
  readonly leftOut: Float64Array;
}

/** One response's predictions. */
interface Prediction {
  readonly error: number;
  readonly slope: Float64Array;
  readonly leftOut: Float64Array;
}

/**
 * Ridge regressions of several responses on x, each with the penalty of the least leave-one-out error. A row that took part
 * in a regression is predicted better than any later one will be; left out of it, it is not: with H = X (XᵀX + nλ)⁻¹ Xᵀ its
 * prediction is (ŷ_i − H_ii y_i)/(1 − H_ii) (Allen 1974). Means of x and θ stay those of all rows: one that left out the row
 * would tell its θ.
 */
export function fitReading(x: Regressors, responses: readonly Float64Array[]): Reading {
  const { rows, columns } = x;
  const [means, moments] = centredMoments(x);
  const centred = x.data.map((value, k) => value - (means[k % columns] as number));
  const targets = responses.map(aroundMean);
  const best: Prediction[] = [];
  for (const penalty of PENALTIES) {
    const tried = predictionsAt(penalty, { centred, rows, columns, moments }, targets);
    tried.forEach((one, j) => {
      if (!(one.error >= (best[j]?.error ?? Number.POSITIVE_INFINITY))) best[j] = one;
    });
  }
  return standardised(best, means, rows);
}

function centredMoments(x: Regressors): [means: Float64Array, moments: Float64Array] {
  const { columns } = x;
  const whole = gram(x);
  const means = whole.slice(1, columns + 1);
  const moments = new Float64Array(columns * columns);
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) {
      const product = whole[(a + 1) * (columns + 1) + b + 1] as number;
      moments[a * columns + b] = product - (means[a] as number) * (means[b] as number);
    }
  }
  return [means, moments];
}

function aroundMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** x around its means, [n, C], and XᵀX/n. */
interface Centred {
  readonly centred: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly moments: Float64Array;
}

function predictionsAt(
  penalty: number,
  { centred, rows, columns, moments }: Centred,
  targets: readonly Float64Array[],
): Prediction[] {
  const matrix = moments.map((value, k) => value + (k % (columns + 1) === 0 ? penalty : 0));
  const lower = cholesky(matrix, columns, 'fitReading');
  const halves = targets.map((target) => solveLower(lower, covariances(centred, target, columns)));
  const leftOut = targets.map(() => new Float64Array(rows));
  const errors = new Float64Array(targets.length);
  for (let i = 0; i < rows; i++) {
    const row = solveLower(lower, centred.slice(i * columns, (i + 1) * columns));
    const pull = dot(row, row) / rows;
    targets.forEach((target, j) => {
      const own = target[i] as number;
      const predicted = (dot(row, halves[j] as Float64Array) - pull * own) / (1 - pull);
      (leftOut[j] as Float64Array)[i] = predicted;
      errors[j] = (errors[j] as number) + (own - predicted) * (own - predicted);
    });
  }
  return targets.map((_, j) => ({
    error: errors[j] as number,
    slope: solveUpper(lower, halves[j] as Float64Array),
    leftOut: leftOut[j] as Float64Array,
  }));
}

/** Xᵀy/n. */
function covariances(centred: Float64Array, target: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  target.forEach((value, i) => {
    for (let c = 0; c < columns; c++) {
      sums[c] = (sums[c] as number) + (value / target.length) * (centred[i * columns + c] as number);
    }
  });
  return sums;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** Predictions of all responses side by side; one that says nothing, as where x is constant, stays 0. */
function standardised(predictions: readonly Prediction[], means: Float64Array, rows: number): Reading {
  const [dim, columns] = [predictions.length, means.length];
  const slope = new Float64Array(columns * dim);
  const intercept = new Float64Array(dim);
  const leftOut = new Float64Array(rows * dim);
  predictions.forEach((one, j) => {
    const mean = one.leftOut.reduce((sum, value) => sum + value, 0) / rows;
    const variance = one.leftOut.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / rows;
    const scale = variance > 0 ? Math.sqrt(variance) : 1;
    intercept[j] = -(mean + dot(means, one.slope)) / scale;
    one.slope.forEach((value, c) => {
      slope[c * dim + j] = value / scale;
    });
    one.leftOut.forEach((value, i) => {
      leftOut[i * dim + j] = (value - mean) / scale;
    });
  });
  return { slope, intercept, leftOut };
}
