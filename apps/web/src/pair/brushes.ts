import type { Draws } from './binned.ts';
import type { Brush, Range } from './pairSet.ts';

/** Rows of which every brushed parameter lies in its range, both ends included. */
export function rowsWithin({ data, rows, columns }: Draws, brushes: readonly Brush[]): Uint32Array {
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const isWithin = brushes.every(({ column, low, high }) => {
      const value = data[row * columns + column] as number;
      return value >= low && value <= high;
    });
    if (isWithin) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** The brushes with one more, in the place of an older one of the same parameter. */
export function withBrush(brushes: readonly Brush[], brush: Brush): readonly Brush[] {
  return [...brushes.filter(({ column }) => column !== brush.column), brush].sort(
    (a, b) => a.column - b.column,
  );
}

/** A brush between two places, in either order, cut at the ends of what can be seen. */
export function brushBetween(column: number, a: number, b: number, [low, high]: Range): Brush {
  const inside = (value: number): number => Math.min(high, Math.max(low, value));
  return { column, low: inside(Math.min(a, b)), high: inside(Math.max(a, b)) };
}

/** Moves a brush, its width kept, as far as the frame goes. */
export function moved({ column, low, high }: Brush, by: number, frame: Range): Brush {
  const most = Math.max(0, frame[1] - high);
  const least = Math.min(0, frame[0] - low);
  const step = Math.min(most, Math.max(least, by));
  return { column, low: low + step, high: high + step };
}

/** Widens a brush at both ends by so much, or narrows it to no less than a hundredth of the frame. */
export function widened({ column, low, high }: Brush, by: number, frame: Range): Brush {
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2 + by, (frame[1] - frame[0]) / 200);
  return brushBetween(column, middle - half, middle + half, frame);
}
