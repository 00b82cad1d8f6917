import type { PredictedReport } from '../live/protocol.ts';

/** The central intervals that a fan shows, from the widest to the narrowest. */
export const levels = [0.95, 0.8, 0.5] as const;

/** One number of x in all predictions: the ends of its intervals, as many as there are levels. */
export type Ends = readonly (readonly [low: number, high: number])[];

/** The intervals of every number of x over all predictions; empty where there are too few. */
export function fanOf({ x, rows }: PredictedReport): Ends[] {
  if (rows < 10) return [];
  const columns = x.length / rows;
  return Array.from({ length: columns }, (_, j) => {
    const sorted = Float32Array.from({ length: rows }, (_, i) => x[i * columns + j] as number).sort();
    const at = (share: number) => sorted[Math.round(share * (rows - 1))] as number;
    return levels.map((level) => [at((1 - level) / 2), at((1 + level) / 2)] as const);
  });
}
