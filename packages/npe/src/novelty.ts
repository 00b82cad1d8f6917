import { type Matrix, type Rng, rowOf, selectRows } from '@sbi/core';
import type { Preconditioner } from '@sbi/flows';

/** Simulations to compare an observation with: few enough to carry in the model file and to search at every call. */
const ROWS = 1000;
const NUMBERS = 200_000;
/** How much farther than any held-out simulation an observation must lie to be called far. */
const MARGIN = 1.5;

/** What tells whether an observation is like the simulations. */
export interface Novelty {
  /** Rows of x as the flow sees them, scaled and clipped. */
  readonly references: Matrix;
  /** The largest distance of a held-out simulation from its nearest reference. */
  readonly radius: number;
}

/** Keeps some training rows, and measures how far held-out rows lie from them. */
export function fitNovelty(preconditioner: Preconditioner, train: Matrix, held: Matrix, rng: Rng): Novelty {
  const count = Math.max(1, Math.min(ROWS, train.rows, Math.floor(NUMBERS / train.columns)));
  const chosen = selectRows(train, rng.permutation(train.rows).subarray(0, count));
  const references = { ...chosen, data: scaleRows(preconditioner, chosen) };
  const probes = selectRows(held, rng.permutation(held.rows).subarray(0, Math.min(ROWS, held.rows)));
  const scaled = { ...probes, data: scaleRows(preconditioner, probes) };
  let radius = 0;
  for (let i = 0; i < scaled.rows; i++) radius = Math.max(radius, nearest(references, rowOf(scaled, i)));
  return { references, radius };
}

/** How many times farther x lies from its nearest simulation than any held-out one did; above 1 is unusual. */
export function distanceRatio(
  { references, radius }: Novelty,
  preconditioner: Preconditioner,
  x: Float32Array,
): number {
  const distance = nearest(references, preconditioner.contextOf(x));
  return distance === 0 ? 0 : distance / radius;
}

/** A sentence when x is unlike every simulation, else nothing. */
export function noveltyWarning(ratio: number): string | undefined {
  if (ratio <= MARGIN) return undefined;
  const times = ratio < 10 ? ratio.toFixed(1) : ratio < 1e6 ? Math.round(ratio).toString() : 'over a million';
  return (
    `x is unlike every simulation: it lies ${times} times as far from the nearest one as any held-out simulation did. ` +
    'The posterior is an extrapolation; check x, or simulate from a wider prior.'
  );
}

function scaleRows(preconditioner: Preconditioner, table: Matrix): Float32Array {
  const data = new Float32Array(table.data.length);
  for (let i = 0; i < table.rows; i++) data.set(preconditioner.contextOf(rowOf(table, i)), i * table.columns);
  return data;
}

function nearest(references: Matrix, point: Float32Array): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < references.rows; i++) {
    let sum = 0;
    for (let j = 0; j < references.columns && sum < best; j++) {
      const gap = (references.data[i * references.columns + j] as number) - (point[j] as number);
      sum += gap * gap;
    }
    if (sum < best) best = sum;
  }
  return Math.sqrt(best / references.columns);
}
