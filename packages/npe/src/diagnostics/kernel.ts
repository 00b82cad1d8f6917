import { type Matrix, matrixOf } from '@sbi/core';

/** Rows that the median of distances is taken over at most. */
const MOST = 1000;

/** Squared distance of row i of one table from row j of another. */
export function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  const { columns } = a;
  let sum = 0;
  for (let k = 0, p = i * columns, q = j * columns; k < columns; k++, p++, q++) {
    const gap = (a.data[p] as number) - (b.data[q] as number);
    sum += gap * gap;
  }
  return sum;
}

/**
 * The median of the distances between rows: a bandwidth that suits a Gaussian kernel (Garreau, Jitkrittum & Kanagawa
 * 2018). Of more than 1,000 rows, over 1,000 evenly spaced ones; 1 where half of the rows are equal.
 */
export function medianDistance(table: Matrix): number {
  const step = Math.max(1, table.rows / MOST);
  const count = Math.min(MOST, table.rows);
  const distances = new Float64Array((count * (count - 1)) / 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      distances[at++] = squaredDistance(table, Math.floor(i * step), table, Math.floor(j * step));
    }
  }
  distances.sort();
  return Math.sqrt(distances[distances.length >> 1] ?? 1) || 1;
}

/** Tables with the same columns below each other. */
export function stack(a: Matrix, b: Matrix): Matrix {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return matrixOf(data, a.columns);
}
