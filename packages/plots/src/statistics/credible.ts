import { contours } from 'd3-contour';
import type { Ring } from '../figure.ts';
import type { Surface } from './density.ts';

/**
 * Density thresholds of the regions of highest density: the region above the k-th threshold holds the share `levels[k]`
 * of the mass on the grid. Linear between cells.
 */
export function credibleThresholds(values: Float64Array, levels: readonly number[]): number[] {
  const descending = values.slice().sort().reverse();
  const total = descending.reduce((sum, value) => sum + value, 0);
  return levels.map((level) => {
    let mass = 0;
    for (let i = 0; i < descending.length; i++) {
      const value = descending[i] ?? 0;
      if (mass + value >= level * total) {
        const above = descending[i - 1] ?? value;
        return above + ((value - above) * (level * total - mass)) / value;
      }
      mass += value;
    }
    return 0;
  });
}

/** Outline of the part of the plane where the density is above a threshold, by marching squares. */
export function regionAbove(surface: Surface, threshold: number): Ring[] {
  const columns = surface.x.length - 1;
  const rows = surface.y.length - 1;
  const trace = contours().size([columns, rows]);
  // d3's types ask for number[], its code only reads by index.
  const shape = trace.contour(surface.values as unknown as number[], threshold);
  const x = (u: number): number => along(surface.x, u);
  const y = (v: number): number => along(surface.y, v);
  return shape.coordinates.flatMap((polygon) =>
    polygon.map((ring) => ring.map(([u, v]) => [x(u ?? 0), y(v ?? 0)] as const)),
  );
}

function along(edges: Float64Array, position: number): number {
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 0;
  return low + ((high - low) * position) / (edges.length - 1);
}
