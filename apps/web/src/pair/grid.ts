import { type Column, quantile } from './column.ts';
import type { Range } from './pairSet.ts';

/** An axis cut into equal cells. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Whether the parameter cannot go past this end; otherwise the grid just stops where the draws do. */
  readonly closedLow: boolean;
  readonly closedHigh: boolean;
}

/** Draws outside these quantiles are too few to show in a density and would stretch its grid. */
const tail = 0.0005;

/** Cells over the draws and `pad` on each side, not past the support; undefined where there is no room for any. */
export function gridOver(column: Column, pad: number, support: Range, count: number): Grid | undefined {
  const low = Math.max(support[0], quantile(column.sorted, tail) - pad);
  const high = Math.min(support[1], quantile(column.sorted, 1 - tail) + pad);
  if (!(high > low)) return undefined;
  return { low, high, count, closedLow: low === support[0], closedHigh: high === support[1] };
}

/** Index of the cell that holds a value, −1 outside. What rounding put just past a wall belongs to the wall's cell. */
export function cellOf(grid: Grid, value: number): number {
  const cell = Math.floor(((value - grid.low) / (grid.high - grid.low)) * grid.count);
  if (cell < 0) return grid.closedLow ? 0 : -1;
  if (cell >= grid.count) return grid.closedHigh || value === grid.high ? grid.count - 1 : -1;
  return cell; // NaN finds no cell: typed arrays ignore it
}
