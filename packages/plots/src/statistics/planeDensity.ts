import { type Bounds, ruleOfThumb } from './bandwidth.ts';
import { credibleThresholds } from './credible.ts';
import { correlation, density2d, type Surface } from './density.ts';
import type { Column } from './summary.ts';

/** The outline of a region shows noise that a density hides; a little more smoothing widens it by some 3 % of an sd. */
const outlineFactor = 1.2;
/** Draws under the kernel on the outermost contour: with fewer it breaks into islands. */
const leastDraws = 60;

type Pair = readonly [number, number];

/**
 * Density of two parameters, smooth enough for its contours: bandwidths from those of the two axes, widened where the
 * outermost contour would rest on fewer than 60 draws, but never beyond the rule of thumb for a plane.
 *
 * @param widths bandwidths of the axes
 * @param outer the largest credible mass that will be drawn
 */
export function planeDensity(
  columns: readonly [Column, Column],
  widths: Pair,
  bounds: readonly [Bounds, Bounds],
  outer: number,
): Surface {
  const factor = planeFactor(columns);
  const most = columns.map((column) => factor * 1.18 * ruleOfThumb(column)) as unknown as Pair;
  let chosen: Pair = [factor * widths[0], factor * widths[1]];
  let surface = density2d(columns, chosen, bounds);
  for (let round = 0; round < 3; round++) {
    const shortage = leastDraws / drawsOnContour(surface, columns[0].values.length, chosen, outer);
    if (shortage <= 1) break;
    const wider = chosen.map((h, axis) => Math.max(h, Math.min(h * Math.sqrt(shortage), most[axis] ?? h)));
    if (wider.every((h, axis) => h === chosen[axis])) break;
    chosen = wider as unknown as Pair;
    surface = density2d(columns, chosen, bounds);
  }
  return surface;
}

/** How many draws the kernel takes in on the contour that holds `level`: n f · 4π h₁h₂. */
function drawsOnContour(surface: Surface, count: number, widths: Pair, level: number): number {
  const cell = ((surface.x[1] ?? 0) - (surface.x[0] ?? 0)) * ((surface.y[1] ?? 0) - (surface.y[0] ?? 0));
  const [threshold = 0] = credibleThresholds(surface.values, [level]);
  return ((count * threshold) / cell) * 4 * Math.PI * widths[0] * widths[1];
}

/**
 * What bandwidths of single axes are multiplied with for a plane. A product kernel must shrink where the parameters are
 * correlated, or it smears the ridge: Scott 1992, *Multivariate Density Estimation*, eq. 6.43:
 * h = σ (1 − ρ²)^(5/12) (1 + ρ²/2)^(−1/6) n^(−1/6), against 1.06 σ n^(−1/5) on a line.
 */
export function planeFactor(columns: readonly [Column, Column]): number {
  const squared = Math.min(correlation(...columns) ** 2, 0.9999);
  const shrink = (1 - squared) ** (5 / 12) * (1 + squared / 2) ** (-1 / 6);
  return (outlineFactor * shrink * columns[0].values.length ** (1 / 5 - 1 / 6)) / 1.06;
}
