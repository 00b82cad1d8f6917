import type { Bounds } from './bandwidth.ts';
import { type Grid, smoother } from './smooth.ts';
import { type Column, quantile } from './summary.ts';

/** A density at cell centres. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A density over a plane, row by row from the lowest y; `x` and `y` are the cells' edges. */
export interface Surface {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly values: Float64Array;
}

/** How far a Gaussian kernel is taken, in bandwidths. */
const reach = 4;
/** Draws outside these quantiles are too few to show in a density and would stretch its grid. */
const tail = 0.0005;

/**
 * Kernel density of one parameter: draws counted on a fine grid, then smoothed. No mass is put past `bounds`, and the
 * curve does not sag there.
 *
 * @param h bandwidth
 * @param window part of the axis that will be seen
 */
export function density1d(column: Column, h: number, bounds: Bounds, window: Bounds): Curve {
  const { sorted } = column;
  const low = Math.max(sorted[0] ?? 0, window[0]) - reach * h;
  const high = Math.min(sorted.at(-1) ?? 0, window[1]) + reach * h;
  if (!(high > low)) return { x: Float64Array.from(window), y: new Float64Array(2) };
  const grid = gridOver(low, high, h, bounds, [256, 2048]);
  const step = (grid.high - grid.low) / grid.count;
  const values = new Float64Array(grid.count);
  for (const value of sorted) {
    const cell = cellOf(grid, value);
    if (cell >= 0) values[cell] = (values[cell] ?? 0) + 1 / (sorted.length * step);
  }
  smoother(grid, h / step)(values, { start: 0, stride: 1 });
  return withEnds(grid, values);
}

/** The curve through the cell centres, drawn on to the wall where the grid ends at one. */
function withEnds(grid: Grid, values: Float64Array): Curve {
  const step = (grid.high - grid.low) / grid.count;
  const x = [...values.keys()].map((i) => grid.low + (i + 0.5) * step);
  const extend = (end: number, next: number): number => Math.max(0, 1.5 * end - 0.5 * next);
  const first = grid.closedLow ? extend(values[0] ?? 0, values[1] ?? 0) : 0;
  const last = grid.closedHigh ? extend(values.at(-1) ?? 0, values.at(-2) ?? 0) : 0;
  return {
    x: Float64Array.from([grid.low, ...x, grid.high]),
    y: Float64Array.from([first, ...values, last]),
  };
}

/**
 * Kernel density of two parameters, smoothed along each axis in turn, corrected at the bounds of both.
 * Cell values sum to 1 (or to the share of the draws that is not in the far tails).
 */
export function density2d(
  columns: readonly [Column, Column],
  widths: readonly [number, number],
  bounds: readonly [Bounds, Bounds],
): Surface {
  const [gx, gy] = [0, 1].map((axis) => {
    const column = columns[axis] as Column;
    const h = widths[axis] as number;
    const low = quantile(column, tail) - reach * h;
    const high = quantile(column, 1 - tail) + reach * h;
    return gridOver(low, high, h, bounds[axis] as Bounds, [96, 256]);
  }) as [Grid, Grid];
  const values = count2d(columns[0].values, columns[1].values, gx, gy);
  const alongX = smoother(gx, (widths[0] / (gx.high - gx.low)) * gx.count);
  for (let row = 0; row < gy.count; row++) alongX(values, { start: row * gx.count, stride: 1 });
  const alongY = smoother(gy, (widths[1] / (gy.high - gy.low)) * gy.count);
  for (let cell = 0; cell < gx.count; cell++) alongY(values, { start: cell, stride: gx.count });
  return { x: edgesOf(gx), y: edgesOf(gy), values };
}

/** Pearson's correlation; 0 where one of the two is constant. */
export function correlation(a: Column, b: Column): number {
  if (!(a.sd > 0 && b.sd > 0)) return 0;
  let sum = 0;
  for (let i = 0; i < a.values.length; i++) {
    sum += (((a.values[i] ?? 0) - a.mean) / a.sd) * (((b.values[i] ?? 0) - b.mean) / b.sd);
  }
  return Math.max(-1, Math.min(1, sum / (a.values.length - 1)));
}

/** Shares of the draws in each cell; what lies outside the grid is not counted. */
export function count2d(x: Float64Array, y: Float64Array, gx: Grid, gy: Grid): Float64Array {
  const values = new Float64Array(gx.count * gy.count);
  for (let i = 0; i < x.length; i++) {
    const column = cellOf(gx, x[i] ?? 0);
    const row = cellOf(gy, y[i] ?? 0);
    if (column >= 0 && row >= 0)
      values[row * gx.count + column] = (values[row * gx.count + column] ?? 0) + 1 / x.length;
  }
  return values;
}

/** Cells at most 0.4 bandwidths wide, within the limits on their number. */
function gridOver(low: number, high: number, h: number, bounds: Bounds, [fewest, most]: Bounds): Grid {
  const from = Math.max(low, bounds[0]);
  const to = Math.min(high, bounds[1]);
  const count = Math.min(most, Math.max(fewest, Math.ceil((to - from) / (0.4 * h))));
  return { low: from, high: to, count, closedLow: from === bounds[0], closedHigh: to === bounds[1] };
}

/** Index of the cell that holds a value, −1 outside. What rounding put just past a wall belongs to the wall's cell. */
function cellOf(grid: Grid, value: number): number {
  const cell = Math.floor(((value - grid.low) / (grid.high - grid.low)) * grid.count);
  if (cell < 0) return grid.closedLow ? 0 : -1;
  if (cell >= grid.count) return grid.closedHigh || value === grid.high ? grid.count - 1 : -1;
  return cell;
}

export function edgesOf(grid: Grid): Float64Array {
  const step = (grid.high - grid.low) / grid.count;
  return Float64Array.from({ length: grid.count + 1 }, (_, i) => grid.low + i * step);
}
