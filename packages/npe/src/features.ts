import { type Matrix, rowOf, sizeOf } from '@sbi/core';
import { type ConditionalFlow, makeNetwork, type RowKind } from '@sbi/flows';

/** How two observations are compared: numbers of each that do not depend on the order of what is exchangeable. */
export interface Features {
  /** What the rows of x are where they may be missing. */
  readonly rows: RowKind | undefined;
  /** How many numbers there are. */
  readonly count: number;
  /** The numbers of one x. */
  of(x: Float32Array): Float32Array;
}

/**
 * The features of an estimator's observations: x as the flow sees it, scaled and clipped. Of exchangeable trials the mean
 * and the standard deviation of each of their numbers over the trials that are there; of what else is missing, 0, the middle.
 */
export function featuresOf({ architecture, preconditioner }: ConditionalFlow): Features {
  const { xShape, embedding } = architecture;
  const rows = embedding && makeNetwork(embedding, xShape, 'featuresOf').rows;
  const size = sizeOf(xShape);
  const width = size / (xShape[0] ?? 1);
  const scaled = (x: Float32Array) => preconditioner.scaledOf(x);
  if (rows === 'exchangeable') {
    return { rows, count: 2 * width, of: (x) => overTrials(scaled(x), width) };
  }
  const fill = (value: number) => (Number.isNaN(value) ? 0 : value);
  return { rows, count: size, of: (x) => (rows ? scaled(x).map(fill) : scaled(x)) };
}

/** The features of every row of a table. */
export function featureTable({ count, of }: Features, x: Matrix): Matrix {
  const data = new Float32Array(x.rows * count);
  for (let i = 0; i < x.rows; i++) data.set(of(rowOf(x, i)), i * count);
  return { data, rows: x.rows, columns: count };
}

/** How many rows of so many numbers are there. */
export function presentRows(x: Float32Array, width: number): number {
  let present = 0;
  for (let begin = 0; begin < x.length; begin += width) {
    if (!x.subarray(begin, begin + width).every(Number.isNaN)) present++;
  }
  return present;
}

/** Means, then standard deviations (n), of each number over the trials that have it. */
function overTrials(trials: Float32Array, width: number): Float32Array {
  const features = new Float32Array(2 * width);
  for (let j = 0; j < width; j++) {
    let [count, mean, sum] = [0, 0, 0];
    for (let k = j; k < trials.length; k += width) {
      const value = trials[k] as number;
      if (Number.isNaN(value)) continue;
      count++;
      const gap = value - mean;
      mean += gap / count;
      sum += gap * (value - mean);
    }
    features[j] = mean;
    features[width + j] = count > 0 ? Math.sqrt(sum / count) : 0;
  }
  return features;
}
