import { bandwidth } from './bandwidth.ts';
import { type Column, centralInterval, quantile } from './column.ts';
import { cellOf, type Grid, gridOver } from './grid.ts';
import type { Range } from './pairSet.ts';

/** Shares of the draws in the interval that is drawn deeper, and in the range that an axis must show. */
const intervalLevel = 0.9;
const rangeLevel = 0.99;
/** A curve shows noise that the eye takes for modes; a little more smoothing hardly lowers it. */
const curveFactor = 1.15;

/** The density of one parameter: heights at the middles of equal cells from `low` to `high`. */
export interface LineDensity {
  readonly low: number;
  readonly high: number;
  /** Their sum times the cells' width is the share of the draws that the grid holds. None for a constant. */
  readonly heights: Float32Array;
  readonly interval: Range;
  readonly median: number;
  /** Where nearly all draws are. */
  readonly range: Range;
}

/**
 * Kernel density of one parameter. No mass is put past the support, and the curve does not sag there.
 *
 * @param support where the parameter can be; infinite where it is not bounded
 */
export function lineDensity(column: Column, support: Range, count = 256): LineDensity {
  const { values, sorted } = column;
  const h = curveFactor * bandwidth(column, support);
  const numbers = {
    interval: centralInterval(sorted, intervalLevel),
    median: quantile(sorted, 0.5),
    range: centralInterval(sorted, rangeLevel),
  };
  const grid = h > 0 ? gridOver(column, 4 * h, support, count) : undefined;
  if (grid === undefined)
    return { low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0, heights: new Float32Array(0), ...numbers };
  const step = (grid.high - grid.low) / count;
  const heights = new Float32Array(count);
  const share = 1 / (values.length * step);
  for (let i = 0; i < values.length; i++) {
    const cell = cellOf(grid, values[i] as number);
    if (cell >= 0) heights[cell] = (heights[cell] as number) + share;
  }
  return { low: grid.low, high: grid.high, heights: smoothLine(heights, grid, h / step), ...numbers };
}

/**
 * Gaussian smoothing with bandwidth `width` in cells, none negative, the sum kept.
 *
 * At a wall the kernel is the local linear one, which keeps constants and slopes instead of sagging:
 * K(u)·(a₂ − a₁u) / (a₀a₂ − a₁²), with a_k the moments of K over the cells that exist.
 * Jones 1993, *Simple boundary correction for kernel density estimation*, eq. 3.4.
 */
function smoothLine(values: Float32Array, grid: Grid, width: number): Float32Array {
  const reach = Math.min(values.length, Math.max(1, Math.ceil(4 * width)));
  const gauss = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / width) ** 2));
  const smooth = new Float32Array(values.length);
  let [before, after] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let b0 = 0;
    let b1 = 0;
    const first = grid.closedLow ? Math.max(-reach, -i) : -reach;
    const last = grid.closedHigh ? Math.min(reach, values.length - 1 - i) : reach;
    for (let k = first; k <= last; k++) {
      const weight = gauss[Math.abs(k)] as number;
      const at = i + k;
      const value = at >= 0 && at < values.length ? (values[at] as number) : 0; // what is outside is no number, and slow
      a0 += weight;
      a1 += weight * k;
      a2 += weight * k * k;
      b0 += weight * value;
      b1 += weight * k * value;
    }
    const determinant = a0 * a2 - a1 * a1;
    const height = determinant > 1e-12 ? (a2 * b0 - a1 * b1) / determinant : b0 / a0;
    smooth[i] = Math.max(0, height);
    before += values[i] as number;
    after += smooth[i] as number;
  }
  if (after > 0) for (let i = 0; i < smooth.length; i++) smooth[i] = ((smooth[i] as number) * before) / after;
  return smooth;
}

/** A density's height at a place, between the cells' middles by linear interpolation; 0 outside. */
export function heightAt({ low, high, heights }: LineDensity, at: number): number {
  if (!(at >= low && at <= high) || heights.length === 0) return 0;
  const place = ((at - low) / (high - low)) * heights.length - 0.5;
  const cell = Math.max(0, Math.min(heights.length - 1, Math.floor(place)));
  const here = heights[cell] as number;
  return here + Math.max(0, place - cell) * ((heights[cell + 1] ?? here) - here);
}
