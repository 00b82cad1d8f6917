import { describeValue, ShapeError, type Square } from '@sbi/core';

/** A square matrix from its rows, in float64. @throws ShapeError unless it is square and finite, naming the row. */
export function squareOf(rows: readonly ArrayLike<number>[], argument: string, where: string): Square {
  const n = Array.isArray(rows) ? rows.length : 0;
  if (n === 0) throw new ShapeError(argument, 'be a list of rows of numbers', describeValue(rows), where);
  const flat = new Float64Array(n * n);
  rows.forEach((row, i) => {
    if (row?.length !== n) {
      throw new ShapeError(argument, `have ${n} numbers in row ${i}`, describeValue(row), where);
    }
    for (let j = 0; j < n; j++) {
      const entry = row[j];
      if (typeof entry !== 'number' || !Number.isFinite(entry)) {
        throw new ShapeError(
          argument,
          'hold finite numbers only',
          `${describeValue(entry)} at (${i}, ${j})`,
          where,
        );
      }
      flat[i * n + j] = entry;
    }
  });
  return flat;
}

/** The rows of a square matrix. */
export function rowsOf(square: Square, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => [...square.subarray(i * n, (i + 1) * n)]);
}

/** Aᵀ as float32, row-major. */
export function transposed(square: Square, n: number): Float32Array {
  return Float32Array.from(square, (_, i) => square[(i % n) * n + Math.floor(i / n)] as number);
}
