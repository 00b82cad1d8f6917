import type { Column } from './column.ts';
import { crossValidate } from './crossValidate.ts';
import { cellOf, type Grid, gridOver } from './grid.ts';
import type { Range } from './pairSet.ts';
import { smoothAdaptively, widestReach } from './smoothAdaptively.ts';
import type { Plane } from './smoothPlane.ts';

/** The density of two parameters: shares of the draws in the cells of two grids. */
export interface PlaneDensity extends Plane {
  readonly x: Grid;
  readonly y: Grid;
}

/**
 * Kernel density of two parameters, with no mass past the support of either; undefined where one of them is constant.
 *
 * @param count cells along each axis
 */
export function planeDensity(
  x: Column,
  y: Column,
  supports: readonly [Range, Range],
  count: number,
): PlaneDensity | undefined {
  const rows = x.values.length;
  const [hx, hy] = [x, y].map(({ scale }) => scale * rows ** (-1 / 6)) as [number, number];
  const gx = hx > 0 ? gridOver(x, widestReach * hx, supports[0], count) : undefined;
  const gy = hy > 0 ? gridOver(y, widestReach * hy, supports[1], count) : undefined;
  if (gx === undefined || gy === undefined) return undefined;
  const counts = count2d(x.values, y.values, gx, gy);
  const widest = [(hx * count) / (gx.high - gx.low), (hy * count) / (gy.high - gy.low)] as const;
  const { pilot, variances } = crossValidate(counts, widest, rows);
  const values = smoothAdaptively(counts, pilot, variances);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / rows;
  return { ...counts, values, x: gx, y: gy };
}

function count2d(x: Float32Array, y: Float32Array, gx: Grid, gy: Grid): Plane {
  const values = new Float32Array(gx.count * gy.count);
  for (let i = 0; i < x.length; i++) {
    const column = cellOf(gx, x[i] as number);
    const row = cellOf(gy, y[i] as number);
    if (column < 0 || row < 0) continue;
    const cell = row * gx.count + column;
    values[cell] = (values[cell] as number) + 1;
  }
  return { columns: gx.count, rows: gy.count, values };
}
