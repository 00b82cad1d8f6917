import { type Matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { type AmortizedLike, type TarpOptions, type TarpResult, tarp } from '../src/index.ts';
import { golden, tableOf } from './diagnosticsGolden.ts';
import { linearPairs, linearPosterior } from './exactPosteriors.ts';

/** A posterior of nothing but given draws: x is the pair's number. */
function replay(tables: readonly Matrix[]): AmortizedLike {
  return { given: ({ 0: i = 0 }) => ({ sample: () => tables[i] as Matrix }) };
}

const numbers = (count: number) =>
  matrixOf(
    Float32Array.from({ length: count }, (_, i) => i),
    1,
  );

describe('against Python sbi', () => {
  const [theta, references] = [tableOf(golden.tarp.theta), tableOf(golden.tarp.references)];
  const [pairs = 0, draws = 0, dim = 0] = golden.tarp.draws.shape;
  const all = tableOf(golden.tarp.draws).data;
  const tables = Array.from({ length: pairs }, (_, i) =>
    matrixOf(all.slice(i * draws * dim, (i + 1) * draws * dim), dim),
  );

  it.each(['l1', 'l2'] as const)('%s counts the same draws as nearer than the truth', async (distance) => {
    const options = { seed: 1, draws, references, distance };
    const { credibility } = await tarp(replay(tables), { theta, x: numbers(pairs) }, options);
    expect(credibility.map((level) => Math.floor(level * (draws + 1)))).toEqual(golden.tarp.nearer[distance]);
  });
});

// With sbi's 100 pairs its limits of a correct case are exceeded one time in four, and its p-value of curves of 31 points
// is 0.09 ± 0.03 where 0.05 is asked for, in sbi as here: more pairs and points, and the p-value that is one.
describe("sbi's toy cases (Lemos et al. 2023, §4.1)", () => {
  const DIM = 5;
  /** Means uniform on ±5, log-scales uniform on −5 … −1; draws may be wider, and moved by scales. */
  async function toy(
    seed: number,
    options: Partial<TarpOptions> & { wide?: number; bias?: number; sims?: number },
  ): Promise<TarpResult> {
    const { wide = 1, bias = 0, sims = 100, ...rest } = options;
    const rng = Rng.fromSeed(seed);
    const loc = new Float64Array(DIM * sims).map(() => 10 * rng.uniform() - 5);
    const scale = loc.map(() => Math.exp(-1 - 4 * rng.uniform()));
    const theta = Float32Array.from(loc, (value, i) => value + (scale[i] as number) * rng.normal());
    const tables = Array.from({ length: sims }, (_, i) =>
      matrixOf(
        Float32Array.from({ length: 100 * DIM }, (_, at) => {
          const k = i * DIM + (at % DIM);
          return (loc[k] as number) + (scale[k] as number) * (bias + wide * rng.normal());
        }),
        DIM,
      ),
    );
    return tarp(
      replay(tables),
      { theta: matrixOf(theta, DIM), x: numbers(sims) },
      { seed, draws: 100, ...rest },
    );
  }
  const gaps = ({ ecp, alpha }: TarpResult) => ecp.map((value, i) => Math.abs(value - (alpha[i] as number)));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  it.each(['l1', 'l2'] as const)('correct, %s', async (distance) => {
    const result = await toy(2, { bins: 30, sims: 1000, distance });
    expect(Math.max(...gaps(result))).toBeLessThan(0.1);
    expect(sum(gaps(result))).toBeLessThan(1);
    expect(result.ksPValue).toBeGreaterThan(0.05);
    const { atc, curvePValue } = await toy(2, { distance });
    expect(Math.abs(atc)).toBeLessThan(0.1);
    expect(curvePValue).toBeGreaterThan(0.5);
  });

  it.each(['l1', 'l2'] as const)('too narrow by four, %s', async (distance) => {
    const result = await toy(3, { wide: 0.25, bins: 30, distance });
    expect(sum(gaps(result))).toBeGreaterThan(3);
    expect(result.atc).toBeLessThan(-0.04);
    expect(result.ksPValue).toBeLessThan(1e-4);
    expect((await toy(3, { wide: 0.25, bins: 50, sims: 1000, distance })).atc).toBeLessThan(-0.05);
    expect((await toy(3, { wide: 0.25, bins: 100, distance })).curvePValue).toBeLessThan(0.05);
  });

  it.each(['l1', 'l2'] as const)('too wide by four, %s', async (distance) => {
    const result = await toy(4, { wide: 4, bins: 30, distance });
    expect(sum(gaps(result))).toBeGreaterThan(3);
    expect(result.atc).toBeGreaterThan(0.02);
    expect(result.ksPValue).toBeLessThan(1e-4);
    expect((await toy(4, { wide: 4, bins: 50, sims: 1000, distance })).curvePValue).toBeLessThan(0.05);
  });

  it.each(['l1', 'l2'] as const)('moved by five scales, %s', async (distance) => {
    const result = await toy(5, { wide: 2, bias: 5, sims: 500, distance });
    expect(sum(gaps(result))).toBeGreaterThan(3);
    expect(Math.max(result.ksPValue, result.curvePValue)).toBeLessThan(0.05);
  });
});

it('draws references inside the box of θ, the same for the same seed', async () => {
  const pairs = linearPairs(60, 1);
  const first = await tarp(linearPosterior(), pairs, { seed: 3, draws: 50 });
  expect(first.alpha.length).toBe(7);
  expect(await tarp(linearPosterior(), pairs, { seed: 3, draws: 50 })).toEqual(first);
  expect(await tarp(linearPosterior(), pairs, { seed: 4, draws: 50 })).not.toEqual(first);
});

it('a parameter that does not vary takes no part', async () => {
  const { theta, x } = linearPairs(60, 1);
  const flat = matrixOf(
    theta.data.map((value, at) => (at % 3 === 0 ? 7 : value)),
    3,
  );
  const { given } = linearPosterior();
  const constant: AmortizedLike = {
    given: (one) => ({
      sample: async (count, options) => {
        const { data } = await given(one).sample(count, options);
        return matrixOf(
          data.map((value, at) => (at % 3 === 0 ? 7 : value)),
          3,
        );
      },
    }),
  };
  expect((await tarp(constant, { theta: flat, x }, { seed: 1, draws: 50 })).ksPValue).toBeGreaterThan(0.001);
});

it('refuses options that are out of range', async () => {
  const pairs = linearPairs(60, 1);
  const refuse = (options: object) =>
    expect(tarp(linearPosterior(), pairs, { seed: 1, draws: 5, ...options })).rejects;
  await refuse({ distance: 'cosine' }).toThrow(`distance must be 'l2' or 'l1'; received "cosine" (tarp).`);
  await refuse({ bins: 0 }).toThrow('bins must be an integer from 1; received 0 (tarp).');
  await refuse({ references: pairs.x.data }).toThrow('references must be a Matrix');
  await refuse({ references: linearPairs(59, 1).theta }).toThrow(
    'references must have shape [60, 3], as theta; received [59, 3] (tarp).',
  );
  await refuse({ seed: undefined }).toThrow('seed must be');
});
