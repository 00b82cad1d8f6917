import { breather, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { drawDirectly } from '../src/exact/drawDirectly.ts';
import { sampleExactly } from '../src/exact/sampleExactly.ts';
import type { Target } from '../src/exact/target.ts';
import { ksAgainst, normalCdf } from './kolmogorov.ts';

const COUNT = 4000;
const plain = (z: Float64Array) => ({ draw: z.slice(), logWeight: 0 });
const options = (seed: number, count = COUNT, signal?: AbortSignal) => ({
  count,
  rng: Rng.fromSeed(seed),
  breathe: breather(signal),
  progress: () => {},
  where: 'test',
});
const start = (dim: number) => ({ loc: new Array(dim).fill(0), scale: new Array(dim).fill(1) });
const normal = (z: number, loc: number, scale: number) => -0.5 * ((z - loc) / scale) ** 2 - Math.log(scale);

interface Case {
  readonly name: string;
  readonly target: Target;
  /** Functions of a draw that are N(0, 1). */
  readonly standard: readonly ((z: Float64Array) => number)[];
}

const at = (z: Float64Array, i: number) => z[i] as number;
const cases: readonly Case[] = [
  {
    name: 'a normal far away, narrow and correlated',
    target: {
      dim: 3,
      logDensity: (z) =>
        normal(at(z, 0), 30, 0.01) + normal(at(z, 1), 5 * at(z, 0), 0.02) + normal(at(z, 2), at(z, 1), 100),
      start: { loc: [0, 0, 0], scale: [20, 100, 100] },
    },
    standard: [
      (z) => (at(z, 0) - 30) / 0.01,
      (z) => (at(z, 1) - 5 * at(z, 0)) / 0.02,
      (z) => (at(z, 2) - at(z, 1)) / 100,
    ],
  },
  {
    name: 'a banana',
    target: {
      dim: 2,
      logDensity: (z) => normal(at(z, 0), 0, 1) + normal(at(z, 1), at(z, 0) ** 2, 0.3),
      start: start(2),
    },
    standard: [(z) => at(z, 0), (z) => (at(z, 1) - at(z, 0) ** 2) / 0.3],
  },
  {
    name: 'ten dimensions',
    target: {
      dim: 10,
      logDensity: (z) => z.reduce((sum, value, i) => sum + normal(value, i, 0.1 * (i + 1)), 0),
      start: start(10),
    },
    standard: [0, 5, 9].map((i) => (z: Float64Array) => (at(z, i) - i) / (0.1 * (i + 1))),
  },
];

describe('sampleExactly', () => {
  it.each(cases)('draws from $name', async ({ target, standard }) => {
    const draws = await sampleExactly(target, plain, options(1));
    expect(new Set(draws.map((z) => z.join())).size).toBe(COUNT);
    for (const f of standard) expect(ksAgainst(draws.map(f), normalCdf)).toBeGreaterThan(1e-4);
    // independent of each other, and one after the other
    const [first = 0, ...rest] = standard.map((f) => {
      const values = draws.map(f);
      return values.reduce((sum, value, i) => sum + value * (values[i + 1] ?? 0), 0) / Math.sqrt(COUNT);
    });
    for (const z of [first, ...rest]) expect(Math.abs(z)).toBeLessThan(4.5);
  });

  it('draws from an edge, two peaks and a skewed tail', async () => {
    const half: Target = { dim: 1, logDensity: ([z = 0]) => (z < 0 ? -Infinity : -z), start: start(1) };
    const halves = await sampleExactly(half, plain, options(2));
    expect(
      ksAgainst(
        halves.map(([z = 0]) => z),
        (z) => 1 - Math.exp(-z),
      ),
    ).toBeGreaterThan(1e-4);
    const gumbel: Target = { dim: 1, logDensity: ([z = 0]) => -z - Math.exp(-z), start: start(1) };
    const skewed = await sampleExactly(gumbel, plain, options(3));
    expect(
      ksAgainst(
        skewed.map(([z = 0]) => z),
        (z) => Math.exp(-Math.exp(-z)),
      ),
    ).toBeGreaterThan(1e-4);
    const peaks: Target = {
      dim: 1,
      logDensity: ([z = 0]) => Math.log(Math.exp(-0.5 * (z - 3) ** 2) + 3 * Math.exp(-0.5 * (z + 3) ** 2)),
      start: { loc: [0], scale: [3] },
    };
    const two = await sampleExactly(peaks, plain, options(4));
    const cdf = (z: number) => 0.25 * normalCdf(z - 3) + 0.75 * normalCdf(z + 3);
    expect(
      ksAgainst(
        two.map(([z = 0]) => z),
        cdf,
      ),
    ).toBeGreaterThan(1e-4);
  });

  it('counts the weight of what completes a point', async () => {
    // a point is worth 2 where it is positive
    const target: Target = { dim: 1, logDensity: ([z = 0]) => normal(z, 0, 1), start: start(1) };
    const draws = await sampleExactly(
      target,
      ([z = 0]) => ({ draw: z, logWeight: z > 0 ? Math.LN2 : 0 }),
      options(5),
    );
    const positive = draws.filter((z) => z > 0).length;
    expect(Math.abs(positive - (2 / 3) * COUNT)).toBeLessThan(4.5 * Math.sqrt((2 / 9) * COUNT));
  });

  it('gives the same bits for a seed', async () => {
    const target: Target = { dim: 1, logDensity: ([z = 0]) => normal(z, 0, 1), start: start(1) };
    const [a, b, other] = await Promise.all(
      [7, 7, 8].map((seed) => sampleExactly(target, plain, options(seed))),
    );
    expect(b).toEqual(a);
    expect(other).not.toEqual(a);
  });

  it.each<[string, (z: Float64Array) => number]>([
    ['nowhere', () => Number.NEGATIVE_INFINITY],
    ['not a number', () => Number.NaN],
    [
      'at a point too small to be found',
      ([z = 0]) => (Math.abs(z - 50) < 1e-6 ? 0 : Number.NEGATIVE_INFINITY),
    ],
  ])('says so where the density is %s', async (_, logDensity) => {
    await expect(sampleExactly({ dim: 1, logDensity, start: start(1) }, plain, options(1))).rejects.toThrow(
      'The posterior must be one that can be walked to from the prior; received one that is not, at this x (test).',
    );
  });

  it('stops when it is asked to', async () => {
    const stop = new AbortController();
    const target: Target = { dim: 1, logDensity: ([z = 0]) => normal(z, 0, 1), start: start(1) };
    setTimeout(() => stop.abort('enough'), 20);
    await expect(sampleExactly(target, plain, options(1, 1e7, stop.signal))).rejects.toBe('enough');
  });
});

describe('drawDirectly', () => {
  it('passes over what lies outside, and gives up where all does', async () => {
    const draws = await drawDirectly(
      (rng) => {
        const value = rng.uniform();
        return value < 0.1 ? value : undefined;
      },
      options(1, 100),
    );
    expect(draws.length).toBe(100);
    expect(Math.max(...draws)).toBeLessThan(0.1);
    await expect(drawDirectly(() => undefined, options(1, 3))).rejects.toThrow(
      'The posterior must not be all outside the prior; received 0 of 3 draws from 100000 (test).',
    );
  });
});
