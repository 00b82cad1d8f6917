import type { Matrix } from '@sbi/core';

/** The least and the greatest number of every column; of a large table, those of its first rows. */
export function columnEnds({ data, columns, rows }: Matrix, mostRows = 10_000): [number, number][] {
  return Array.from({ length: columns }, (_, j) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < Math.min(rows, mostRows); i++) {
      const value = data[i * columns + j] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return [low, high];
  });
}
