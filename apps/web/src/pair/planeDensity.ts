import type { Column } from './column.ts';
import { cellOf, type Grid, gridOver } from './grid.ts';
import type { Range } from './pairSet.ts';
import { halfKernel, type Plane, smoothPlane } from './smoothPlane.ts';

/** The density of two parameters: shares of the draws in the cells of two grids. */
export interface PlaneDensity extends Plane {
  readonly x: Grid;
  readonly y: Grid;
}

/** The outline of a region shows noise that a density hides; a little more smoothing hardly widens it. */
const outlineFactor = 1.35;

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
  const gx = hx > 0 ? gridOver(x, 3 * hx, supports[0], count) : undefined;
  const gy = hy > 0 ? gridOver(y, 3 * hy, supports[1], count) : undefined;
  if (gx === undefined || gy === undefined) return undefined;
  const counts = count2d(x.values, y.values, gx, gy);
  const widest = [(hx * count) / (gx.high - gx.low), (hy * count) / (gy.high - gy.low)] as const;
  const { values } = smoothByCrossValidation(counts, widest, rows);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / rows;
  return { ...counts, values, x: gx, y: gy };
}

function count2d(x: Float32Array, y: Float32Array, gx: Grid, gy: Grid): Plane {
  const values = new Float32Array(gx.count * gy.count);
  for (let i = 0; i < x.length; i++) {
    const column = cellOf(gx, x[i] as number);
    const row = cellOf(gy, y[i] as number);
    if (column < 0 || row < 0) continue;
    values[row * gx.count + column] = (values[row * gx.count + column] as number) + 1;
  }
  return { columns: gx.count, rows: gy.count, values };
}

/**
 * Smooths counts with the bandwidth that least-squares cross-validation finds: ridges and crescents that no bandwidth of
 * a single axis knows of keep their width. Bandwidths double from step to step, each smoothing going on from the one
 * before; the one in between is where the parabola through the lowest three scores has its lowest point, so that it
 * moves, and does not jump, as the draws do. Bowman 1984, *An alternative method of cross-validation for the smoothing
 * of density estimates*.
 *
 * @param widest the largest bandwidths, by Scott's rule for a plane, in cells
 */
function smoothByCrossValidation(counts: Plane, widest: readonly [number, number], rows: number): Plane {
  // Less than half a cell is no smoothing.
  const steps = Math.max(1, Math.ceil(Math.log2(Math.max(...widest) / 0.5)));
  const variance = (step: number, axis: 0 | 1): number => widest[axis] ** 2 * 4 ** (step - steps);
  const ladder: Plane[] = [];
  const scores: number[] = [];
  for (let step = 0, plane = counts; step <= steps; step++) {
    const added = ([0, 1] as const).map((a) => variance(step, a) - (step > 0 ? variance(step - 1, a) : 0));
    plane = smoothPlane(plane, added[0] as number, added[1] as number);
    ladder.push(plane);
    const centre = ([0, 1] as const).map((a) => halfKernel(variance(step, a), counts.columns)[0] ?? 1);
    scores.push(score(counts.values, plane.values, (centre[0] as number) * (centre[1] as number), rows));
  }
  const best = lowestPoint(scores) + Math.log2(outlineFactor);
  const from = Math.min(steps, Math.floor(best));
  const rest = ([0, 1] as const).map((a) => variance(best, a) - variance(from, a));
  return smoothPlane(ladder[from] as Plane, rest[0] as number, rest[1] as number);
}

/** ∫f² − 2 Σ f₋ᵢ(xᵢ)/n up to a factor, f₋ᵢ the density from all draws but the i-th. */
function score(counts: Float32Array, smooth: Float32Array, centre: number, rows: number): number {
  let [squares, products, total] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const value = smooth[i] as number;
    const count = counts[i] as number;
    squares += value * value;
    products += count * value;
    total += count;
  }
  return squares - 2 * (rows / Math.max(1, rows - 1)) * (products - total * centre);
}

/** The place of a list's last local minimum, between the entries by a parabola. */
function lowestPoint(scores: readonly number[]): number {
  let i = scores.length - 1;
  while (i > 0 && (scores[i - 1] as number) < (scores[i] as number)) i--;
  const [below, here, above] = [scores[i - 1], scores[i] as number, scores[i + 1]];
  if (below === undefined || above === undefined) return i;
  const bend = below - 2 * here + above;
  return bend > 0 ? i + (below - above) / (2 * bend) : i;
}
