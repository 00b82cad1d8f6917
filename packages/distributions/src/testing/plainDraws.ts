import { matrixOf, Rng } from '@sbi/core';
import { expectClose, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { contains, type Distribution } from '../index.ts';

const COUNT = 4000;
/** Kolmogorov's limit law leaves 2 exp(−2 · 2.3²) = 5·10⁻⁵ beyond. */
const FARTHEST = 2.3;
const SIGMAS = 4.5;

/** @throws Error unless `drawRows` gives draws of the same law as `sample`, in the support, the same for a seed. */
export async function plainDrawsAgree(p: Distribution): Promise<void> {
  const rows = p.drawRows(COUNT, Rng.fromSeed(13));
  if (rows === undefined) return;
  if (rows.length !== COUNT * p.dim) throw new Error(`drawRows: ${rows.length} numbers for ${COUNT} rows.`);
  const outside = contains(p.support, matrixOf(rows, p.dim)).indexOf(0);
  if (outside >= 0) throw new Error(`drawRows: row ${outside} lies outside the support.`);
  expectClose(p.drawRows(COUNT, Rng.fromSeed(13)) as Float32Array, rows, 0, 'plain draws of the same stream');
  const draws = await readOne(() => tf.reshape(p.sample(COUNT, Rng.fromSeed(14)), [COUNT, p.dim]));
  for (let i = 0; i < p.dim; i++) {
    const distance = largestGap(sortedColumn(rows, i, p.dim), sortedColumn(draws, i, p.dim));
    if (distance * Math.sqrt(COUNT / 2) <= FARTHEST) continue;
    throw new Error(`drawRows: coordinate ${i} lies ${distance} from that of sample (Kolmogorov–Smirnov).`);
  }
}

/** @throws Error unless `intervalProbability` is the share of draws in an interval, and 1 in all. */
export async function intervalsAreRight(p: Distribution): Promise<void> {
  const known = Array.from({ length: p.dim }, (_, i) => i).filter(
    (i) => p.intervalProbability(i, 0, 1) !== undefined,
  );
  if (known.length === 0) return;
  const read = (seed: number) =>
    readOne(() => tf.reshape(p.sample(COUNT, Rng.fromSeed(seed)), [COUNT, p.dim]));
  const [ends, draws] = [await read(15), await read(16)];
  for (const i of known) {
    const sorted = sortedColumn(ends, i, p.dim);
    const [low, high] = [sorted[COUNT / 5] as number, sorted[(7 * COUNT) / 10] as number];
    const expected = p.intervalProbability(i, low, high) as number;
    const share =
      sortedColumn(draws, i, p.dim).filter((value) => value >= low && value <= high).length / COUNT;
    const what = `intervalProbability of coordinate ${i} from ${low} to ${high}`;
    const error = Math.sqrt((expected * (1 - expected)) / COUNT);
    if (!(Math.abs(share - expected) <= SIGMAS * error)) {
      throw new Error(`${what}: ${expected}, but ${share} of draws lie there.`);
    }
    const { low: starts, high: stops } = p.support;
    const parts = [
      [Number.NEGATIVE_INFINITY, low],
      [low, high],
      [high, stops[i] as number],
    ] as const;
    const whole = parts.reduce((sum, [from, to]) => sum + (p.intervalProbability(i, from, to) as number), 0);
    const all = p.intervalProbability(i, starts[i] as number, stops[i] as number) as number;
    if (Math.abs(whole - 1) > 1e-9 || Math.abs(all - 1) > 1e-9) {
      throw new Error(`intervalProbability of coordinate ${i}: ${whole} in parts and ${all} in all, not 1.`);
    }
  }
}

function sortedColumn(table: Float32Array, i: number, dim: number): Float32Array {
  return table.filter((_, k) => k % dim === i).sort();
}

/** The largest distance of two empirical distribution functions of as many draws. */
function largestGap(a: Float32Array, b: Float32Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    gap = Math.max(gap, Math.abs(i - j));
  }
  return gap / a.length;
}
