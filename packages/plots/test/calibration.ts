import type { Coverage, Tarp } from '../src/input/coverage.ts';
import type { MatrixLike } from '../src/input/table.ts';
import { normals, table, uniforms } from './draws.ts';

/** What is wrong with a posterior: the true one is normal with sd 1. */
export interface Fault {
  /** Its standard deviation over the true one. */
  readonly scale: number;
  /** Its mean less the true one. */
  readonly shift: number;
}

/** Ranks of truths among draws of posteriors with the given faults, one column each. */
export function faultyRanks(
  runs: number,
  draws: number,
  faults: Readonly<Record<string, Fault>>,
  seed: number,
): MatrixLike {
  const normal = normals(seed);
  const list = Object.values(faults);
  const rank = ({ scale, shift }: Fault): number => {
    const truth = normal();
    let below = 0;
    for (let i = 0; i < draws; i++) if (shift + scale * normal() < truth) below++;
    return below;
  };
  return table(runs, () => list.map(rank), Object.keys(faults));
}

export const exact: Fault = { scale: 1, shift: 0 };

const levels = [...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.99];

/** Coverage of central intervals of posteriors with the given faults, and of the regions of all of them at once. */
export function coverageOf(pairs: number, faults: Readonly<Record<string, Fault>>, seed: number): Coverage {
  const draws = 999;
  const ranks = faultyRanks(pairs, draws, faults, seed);
  // The level of the smallest interval that holds the truth.
  const depth = (row: number, column: number): number =>
    Math.abs((2 * (ranks.data[row * ranks.columns + column] ?? 0)) / draws - 1);
  const rows = Array.from({ length: pairs }, (_, row) => row);
  const covered = (inside: (row: number, level: number) => boolean): number[] =>
    levels.map((level) => rows.filter((row) => inside(row, level)).length);
  const names = ranks.names ?? [];
  return {
    pairs,
    levels,
    // Boxes of equal depth: as deep as the shallowest side, with the product of its levels.
    joint: {
      covered: covered((row, level) => names.every((_, k) => depth(row, k) < level ** (1 / names.length))),
    },
    parameters: names.map((name, k) => ({ name, covered: covered((row, level) => depth(row, k) < level) })),
  };
}

/** TARP of a posterior over a plane with the given fault in both parameters, by its definition. */
export function tarpOf(pairs: number, draws: number, { scale, shift }: Fault, seed: number): Tarp {
  const normal = normals(seed);
  const uniform = uniforms(seed + 1000);
  const fractions = Array.from({ length: pairs }, () => {
    const [u, v] = [6 * uniform() - 3, 6 * uniform() - 3];
    const distance = (x: number, y: number): number => (x - u) ** 2 + (y - v) ** 2;
    const truth = distance(normal(), normal());
    let nearer = 0;
    for (let i = 0; i < draws; i++) {
      if (distance(shift + scale * normal(), shift + scale * normal()) < truth) nearer++;
    }
    return nearer / draws;
  });
  const alpha = Array.from({ length: 51 }, (_, i) => i / 50);
  const ecp = alpha.map((level) => fractions.filter((f) => f < level || level === 1).length / pairs);
  return { alpha, ecp, pairs };
}

/**
 * Truths from N(0, 1) and draws of their exact posteriors N(m, s²), where s is given for each parameter: m is a draw of
 * N((1 − s²) θ, (1 − s²) s²).
 */
export function recovered(
  count: number,
  draws: number,
  sds: Readonly<Record<string, number>>,
  seed: number,
): { truth: MatrixLike; draws: MatrixLike[] } {
  const normal = normals(seed);
  const names = Object.keys(sds);
  const list = Object.values(sds);
  const truth = table(count, () => list.map(() => normal()), names);
  const batches = Array.from({ length: count }, (_, i) => {
    const means = list.map((s, k) => {
      const shrink = 1 - s * s;
      return shrink * (truth.data[i * list.length + k] ?? 0) + s * Math.sqrt(shrink) * normal();
    });
    return table(draws, () => list.map((s, k) => (means[k] ?? 0) + s * normal()), names);
  });
  return { truth, draws: batches };
}
