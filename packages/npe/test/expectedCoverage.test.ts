import { describe, expect, it } from 'vitest';
import { type AmortizedLike, expectedCoverage } from '../src/index.ts';
import { linearPairs, linearPosterior, signPairs, signPosterior } from './exactPosteriors.ts';

const pairs = linearPairs(500, 1);
const run = (amortized: AmortizedLike, options = {}) =>
  expectedCoverage(amortized, pairs, { seed: 2, draws: 300, ...options });

it('an exact posterior covers what it says, jointly and parameter by parameter', async () => {
  const { levels, band, joint, parameters } = await run(linearPosterior(), { levels: [0.5, 0.9] });
  expect([levels, band.low, band.high]).toEqual([
    [0.5, 0.9],
    [228, 436],
    [272, 463],
  ]);
  expect(parameters.map(({ name }) => name)).toEqual(['alpha', 'beta', 'gamma']);
  for (const { covered, credibility } of [...parameters, joint ?? { covered: [], credibility: [] }]) {
    expect(credibility.length).toBe(500);
    // four standard deviations of a binomial count
    expect(Math.abs((covered[0] ?? 0) - 250)).toBeLessThan(4 * Math.sqrt(500 * 0.25));
    expect(Math.abs((covered[1] ?? 0) - 450)).toBeLessThan(4 * Math.sqrt(500 * 0.09));
    expect(covered).toEqual([0.5, 0.9].map((level) => credibility.filter((value) => value < level).length));
  }
  expect(Math.min(joint?.excessPValue ?? 0, joint?.ksPValue ?? 0)).toBeGreaterThan(0.001);
});

it.each([
  ['narrow', 1 / 1.5, 1],
  ['wide', 1.5, -1],
])('a posterior that is too %s covers too few or too many', async (_, scale, sign) => {
  const { levels, band, joint, parameters } = await run(linearPosterior({ scale }));
  const at = levels.indexOf(0.8);
  for (const { covered } of [...parameters, joint ?? { covered: [] }]) {
    const outside =
      sign > 0 ? (band.low[at] ?? 0) - (covered[at] ?? 0) : (covered[at] ?? 0) - (band.high[at] ?? 0);
    expect(outside).toBeGreaterThan(0);
  }
  expect(Math.sign(joint?.excess ?? 0)).toBe(sign);
  expect(joint?.excessPValue).toBeLessThan(1e-8);
  expect(joint?.ksPValue).toBeLessThan(1e-3);
});

it('regions of highest density may be in pieces', async () => {
  const two = signPairs(500, 3);
  const whole = await expectedCoverage(signPosterior(), two, { seed: 1, draws: 300 });
  expect(whole.joint?.ksPValue).toBeGreaterThan(0.001);
  const half = await expectedCoverage(signPosterior('positive'), two, { seed: 1, draws: 300 });
  expect(half.joint?.excess).toBeGreaterThan(1);
});

it('a posterior without a density has no joint coverage', async () => {
  const { given } = linearPosterior();
  const { joint, parameters } = await run({ given: (x) => ({ sample: given(x).sample }) });
  expect(joint).toBeUndefined();
  expect(parameters.length).toBe(3);
});

it('densities are asked for many at a time where they can be', async () => {
  const exact = linearPosterior();
  const row = (data: Float32Array, i: number) => data.subarray(3 * i, 3 * i + 3);
  const asked: number[] = [];
  const batched: AmortizedLike = {
    ...exact,
    sampleBatched: (x, count, { seed }) =>
      Promise.all(
        Array.from({ length: x.rows }, (_, i) =>
          exact.given(row(x.data, i)).sample(count, { seed: i + Number(seed) }),
        ),
      ),
    logProbBatched: (theta, x) => {
      asked.push(theta.length);
      return Promise.all(theta.map((table, i) => exact.given(row(x.data, i)).logProb?.(table) ?? []));
    },
  };
  const { joint } = await expectedCoverage(
    { ...batched, sampleBatched: (x, n) => batched.sampleBatched?.(x, n, { seed: 1 }) ?? [] },
    pairs,
    {
      seed: 1,
      draws: 100,
    },
  );
  expect(asked).toEqual([500]);
  expect(joint?.ksPValue).toBeGreaterThan(0.001);
});

describe('what it refuses', () => {
  it('levels that are none', async () => {
    await expect(run(linearPosterior(), { levels: [0.5, 1] })).rejects.toThrow(
      'levels must be numbers between 0 and 1; received [0.5, 1] (expectedCoverage).',
    );
    await expect(run(linearPosterior(), { levels: [] })).rejects.toThrow('levels must be numbers');
  });

  it('densities that are none', async () => {
    const { given } = linearPosterior();
    const wrong = (logProb: () => Float32Array) => run({ given: (x) => ({ ...given(x), logProb }) });
    await expect(wrong(() => new Float32Array(7))).rejects.toThrow(
      'logProb must give 301 numbers; received [0, 0, 0, 0, 0, 0, 0] (expectedCoverage).',
    );
    await expect(wrong(() => new Float32Array(301).fill(Number.NaN))).rejects.toThrow(
      'logProb must give 301 numbers',
    );
  });
});
