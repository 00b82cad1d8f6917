import { type Matrix, type Rng, rowOf, selectRows } from '@sbi/core';
import type { Preconditioner } from '@sbi/flows';

/** Simulations to compare an observation with: few enough to carry in the model file and to search at every call. */
const ROWS = 1000;
const NUMBERS = 200_000;
/** How much farther than any simulation from its nearest an observation must lie to be called unlike all of them. */
const MARGIN = 1.5;
/** How far beyond the simulations an entry must lie to be called unlike theirs, in parts of their range. */
const BEYOND = 0.5;

/** What tells whether an observation is like the simulations. */
export interface Novelty {
  /** Rows of x as the flow sees them, scaled and clipped. */
  readonly references: Matrix;
  /** The largest distance of a simulation from the nearest other reference. */
  readonly radius: number;
  /** The least and the greatest of every entry of x over all simulations. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Keeps some training rows, and measures how far simulations lie from the nearest of them that is not themselves. */
export function fitNovelty(preconditioner: Preconditioner, train: Matrix, held: Matrix, rng: Rng): Novelty {
  const most = Math.max(1, Math.min(ROWS, Math.floor(NUMBERS / train.columns)));
  const references = scaleRows(preconditioner, someRows(train, most, rng));
  const probes = scaleRows(preconditioner, someRows(held, most, rng));
  let radius = 0;
  for (let i = 0; i < probes.rows; i++) radius = Math.max(radius, nearest(references, rowOf(probes, i)));
  for (let i = 0; references.rows > 1 && i < references.rows; i++) {
    radius = Math.max(radius, nearest(references, rowOf(references, i), i));
  }
  const ends = (choose: (a: number, b: number) => number) =>
    rowOf(train, 0).map((_, j) => extreme(train, j, choose, extreme(held, j, choose)));
  return { references, radius, low: ends(Math.min), high: ends(Math.max) };
}

/**
 * In a sentence, how x is unlike every simulation, if it is: by one entry far outside the range of theirs, or by lying
 * far from every one of them.
 */
export function noveltyWarning(
  novelty: Novelty,
  preconditioner: Preconditioner,
  x: Float32Array,
  names?: readonly string[],
): string | undefined {
  const context = preconditioner.contextOf(x);
  const unlike = outlyingEntry(novelty, preconditioner, x, context, names) ?? farFromAll(novelty, context);
  if (unlike === undefined) return undefined;
  const advice = 'The posterior is an extrapolation; check x, or simulate from a wider prior.';
  return `x is unlike every simulation: ${unlike}. ${advice}`;
}

function outlyingEntry(
  { low, high }: Novelty,
  preconditioner: Preconditioner,
  x: Float32Array,
  context: Float32Array,
  names?: readonly string[],
): string | undefined {
  const [start, end] = [preconditioner.contextOf(low), preconditioner.contextOf(high)];
  const j = context.findIndex((value, i) => {
    const [from, to] = [start[i] as number, end[i] as number];
    return Math.max(from - value, value - to) > BEYOND * (to - from);
  });
  if (j < 0) return undefined;
  const [value, from, to] = [x, low, high].map((list) => Number((list[j] as number).toPrecision(3)));
  return `its entry ${names?.[j] ?? `at index ${j}`} is ${value}, and theirs range from ${from} to ${to}`;
}

function farFromAll({ references, radius }: Novelty, context: Float32Array): string | undefined {
  const distance = nearest(references, context);
  if (distance <= MARGIN * radius) return undefined;
  const ratio = distance / radius;
  const times = ratio < 10 ? ratio.toFixed(1) : ratio < 1e6 ? Math.round(ratio).toString() : 'over a million';
  return `it lies ${times} times as far from the nearest one as any simulation from another`;
}

function someRows(table: Matrix, most: number, rng: Rng): Matrix {
  return selectRows(table, rng.permutation(table.rows).subarray(0, most));
}

function scaleRows(preconditioner: Preconditioner, table: Matrix): Matrix {
  const data = new Float32Array(table.data.length);
  for (let i = 0; i < table.rows; i++) data.set(preconditioner.contextOf(rowOf(table, i)), i * table.columns);
  return { data, rows: table.rows, columns: table.columns };
}

function extreme(
  { data, rows, columns }: Matrix,
  j: number,
  choose: (a: number, b: number) => number,
  start: number = data[j] as number,
): number {
  let value = start;
  for (let i = 0; i < rows; i++) value = choose(value, data[i * columns + j] as number);
  return value;
}

/** Root mean square distance of a point from the nearest reference, but for one of them. */
function nearest({ data, rows, columns }: Matrix, point: Float32Array, except = -1): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    if (i === except) continue;
    let sum = 0;
    for (let j = 0; j < columns && sum < best; j++) {
      const gap = (data[i * columns + j] as number) - (point[j] as number);
      sum += gap * gap;
    }
    if (sum < best) best = sum;
  }
  return Math.sqrt(best / columns);
}
