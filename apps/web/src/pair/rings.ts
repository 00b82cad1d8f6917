import type { Grid } from './grid.ts';
import type { PlaneDensity } from './planeDensity.ts';

/** Closed lines: x and y of their points in turn, one ring after another. */
export interface Rings {
  readonly points: Float32Array;
  /** Points of each ring. */
  readonly lengths: Uint32Array;
}

/** A plane with a rim: nodes at the cells' middles, at the ends, and zeros at the ends so that every line closes. */
interface Lattice {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly values: Float32Array;
}

/**
 * Outline of the part of the plane where the density is above a threshold, by marching squares. Where a region reaches a
 * wall, its outline runs along the wall.
 */
export function ringsAbove(lattice: Lattice, threshold: number): Rings {
  const { links, crossed } = linkEdges(lattice, threshold);
  const points = new Float32Array(2 * crossed.length);
  const lengths: number[] = [];
  let at = 0;
  for (const start of crossed) {
    const begin = at;
    for (let edge = start; (links[edge] as number) >= 0; at += 2) {
      writeCrossing(points, at, lattice, edge, threshold);
      const next = links[edge] as number;
      links[edge] = -1;
      edge = next;
    }
    if (at > begin) lengths.push((at - begin) / 2);
  }
  return { points, lengths: new Uint32Array(lengths) };
}

export function latticeOf({ x, y, columns, rows, values }: PlaneDensity): Lattice {
  const [xs, ys] = [nodes(x), nodes(y)];
  const wide = xs.length;
  const padded = new Float32Array(wide * ys.length);
  for (let row = 1; row < ys.length - 1; row++) {
    const from = Math.min(rows - 1, Math.max(0, row - 2)) * columns;
    const to = row * wide;
    padded.set(values.subarray(from, from + columns), to + 2);
    padded[to + 1] = values[from] as number;
    padded[to + wide - 2] = values[from + columns - 1] as number;
  }
  return { xs, ys, values: padded };
}

function nodes({ low, high, count }: Grid): Float64Array {
  const step = (high - low) / count;
  const middles = Array.from({ length: count }, (_, i) => low + (i + 0.5) * step);
  return Float64Array.of(low, low, ...middles, high, high);
}

interface Links {
  /**
   * For each edge that the line crosses, the edge that it crosses next, the region on its left; −1 for the others. Edge
   * 2i runs from node i along x, edge 2i + 1 along y.
   */
  readonly links: Int32Array;
  readonly crossed: readonly number[];
}

function linkEdges({ xs, values }: Lattice, threshold: number): Links {
  const wide = xs.length;
  const links = new Int32Array(2 * values.length).fill(-1);
  const crossed: number[] = [];
  // Corners anticlockwise are bits 1, 2, 4, 8. Each row's last node has no cell of its own, and there all is zero.
  let corners = 0;
  for (let node = 0; node + wide + 1 < values.length; node++) {
    corners = ((corners & 2) >> 1) | ((corners & 4) << 1);
    if ((values[node + 1] as number) > threshold) corners |= 2;
    if ((values[node + wide + 1] as number) > threshold) corners |= 4;
    if (corners === 0 || corners === 15) continue;
    const isSaddle = corners === 5 || corners === 10;
    const isJoined = isSaddle && middleOf(values, node, wide) > threshold;
    const pairs = (isJoined ? joined : turns)[corners] as readonly number[];
    for (let i = 0; i < pairs.length; i += 2) {
      const from = edgeAt(node, wide, pairs[i] as number);
      links[from] = edgeAt(node, wide, pairs[i + 1] as number);
      crossed.push(from);
    }
  }
  return { links, crossed };
}

const [south, east, north, west] = [0, 1, 2, 3];

/**
 * By the corners inside, through which of the cell's edges the line comes and goes: it enters where, anticlockwise, the
 * corners lead from inside to outside.
 */
const turns: readonly (readonly number[])[] = [
  [],
  [south, west],
  [east, south],
  [east, west],
  [north, east],
  [south, west, north, east],
  [north, south],
  [north, west],
  [west, north],
  [south, north],
  [east, south, west, north],
  [east, north],
  [west, east],
  [south, east],
  [west, south],
];

/** The same where two opposite corners are inside and the middle too. */
const joined: Readonly<Record<number, readonly number[]>> = {
  5: [south, east, north, west],
  10: [east, north, west, south],
};

function edgeAt(node: number, wide: number, side: number): number {
  if (side === south) return 2 * node;
  if (side === west) return 2 * node + 1;
  return side === east ? 2 * node + 3 : 2 * (node + wide);
}

function middleOf(values: Float32Array, node: number, wide: number): number {
  const [a, b] = [values[node] as number, values[node + 1] as number];
  return (a + b + (values[node + wide] as number) + (values[node + wide + 1] as number)) / 4;
}

/** Where the density crosses the threshold on an edge. */
function writeCrossing(
  points: Float32Array,
  at: number,
  { xs, ys, values }: Lattice,
  edge: number,
  threshold: number,
): void {
  const node = edge >> 1;
  const wide = xs.length;
  const isUpright = edge % 2 === 1;
  const here = values[node] as number;
  const share = (threshold - here) / ((values[node + (isUpright ? wide : 1)] as number) - here);
  const row = Math.floor(node / wide);
  const [x, y] = [xs[node - row * wide] as number, ys[row] as number];
  points[at] = isUpright ? x : x + share * ((xs[node - row * wide + 1] as number) - x);
  points[at + 1] = isUpright ? y + share * ((ys[row + 1] as number) - y) : y;
}
