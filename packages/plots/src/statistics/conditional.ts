import type { Surface } from './density.ts';

/** A density along a line: its curve, the ends of its central interval, and its median. */
export interface LineDensity {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly interval: readonly [low: number, high: number];
  readonly median: number;
}

/** exp of log-densities less the largest, which is 1; undefined where all of them are −∞. */
export function relativeDensity(logProb: ArrayLike<number>): Float64Array | undefined {
  const list = Float64Array.from(logProb);
  const most = list.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  return most === Number.NEGATIVE_INFINITY ? undefined : list.map((value) => Math.exp(value - most));
}

/**
 * A density given at the middles of equal cells over [low, high], made to have mass 1 there.
 *
 * @param values heights on any scale
 * @param level mass of the central interval
 */
export function lineDensity(
  values: Float64Array,
  [low, high]: readonly [number, number],
  level: number,
): LineDensity {
  const step = (high - low) / values.length;
  const total = values.reduce((sum, value) => sum + value, 0);
  const heights = values.map((value) => value / (total * step));
  const extend = (end: number, next: number): number => Math.max(0, 1.5 * end - 0.5 * next);
  const centres = Array.from(heights, (_, i) => low + (i + 0.5) * step);
  const shares = values.map((value) => value / total);
  const at = (p: number): number => low + step * placeOf(shares, p);
  return {
    x: Float64Array.from([low, ...centres, high]),
    y: Float64Array.from([
      extend(heights[0] ?? 0, heights[1] ?? 0),
      ...heights,
      extend(heights.at(-1) ?? 0, heights.at(-2) ?? 0),
    ]),
    interval: [at((1 - level) / 2), at((1 + level) / 2)],
    median: at(0.5),
  };
}

/** How many cells lie below the quantile p, in parts of cells. */
function placeOf(shares: Float64Array, p: number): number {
  let below = 0;
  for (const [i, share] of shares.entries()) {
    if (below + share >= p && share > 0) return i + (p - below) / share;
    below += share;
  }
  return shares.length;
}

/** Correlation of two parameters under a density over a plane of equal cells; 0 where one of them does not vary. */
export function planeCorrelation({ x, y, values }: Surface): number {
  const columns = x.length - 1;
  const rows = y.length - 1;
  // In cells from the middle: correlation knows no scale.
  let [total, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (const [i, p] of values.entries()) {
    const [u, v] = [(i % columns) - columns / 2, Math.floor(i / columns) - rows / 2];
    total += p;
    sx += p * u;
    sy += p * v;
    sxx += p * u * u;
    syy += p * v * v;
    sxy += p * u * v;
  }
  const [vx, vy] = [sxx / total - (sx / total) ** 2, syy / total - (sy / total) ** 2];
  return vx > 1e-12 && vy > 1e-12 ? (sxy / total - (sx * sy) / total ** 2) / Math.sqrt(vx * vy) : 0;
}
