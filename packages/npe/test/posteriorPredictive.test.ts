import { Rng, rowOf } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { type PredictiveSimulator, posteriorPredictive } from '../src/index.ts';
import { linearPairs, linearPosterior } from './exactPosteriors.ts';

const simulator: PredictiveSimulator = (theta, rng) => {
  const [a = 0, b = 0, c = 0] = theta;
  return [a + 0.8 * b, b + 0.8 * c, c].map((value) => value + 0.5 * rng.normal());
};
const observed = [0.5, -0.3, 1];
const run = (options = {}, x: ArrayLike<number> = observed, f = simulator) =>
  posteriorPredictive(linearPosterior(), f, x, { seed: 1, count: 500, ...options });

it('simulates from every draw, in streams of their own', async () => {
  const { theta, x, entries, failed } = await run();
  expect([theta.rows, x.rows, x.columns, failed]).toEqual([500, 500, 3, 0]);
  expect(entries.map((entry) => entry.observed)).toEqual(observed.map(Math.fround));
  const again = simulator(rowOf(theta, 7), Rng.fromSeed(1).fork('predictive').fork('rows').fork(7));
  expect(Array.from(rowOf(x, 7))).toEqual(Array.from(await again, Math.fround));
  for (const { lower, upper, pValue, median } of entries) {
    expect(lower + upper).toBeCloseTo(1, 6);
    expect(pValue).toBeCloseTo(Math.min(1, (2 * (1 + 500 * Math.min(lower, upper))) / 501), 9);
    expect(Math.abs(median)).toBeLessThan(2);
  }
});

it('p-values of observations of the model lean towards a half: at most 2 p of them fall below p', async () => {
  const { x } = linearPairs(200, 7);
  let below = 0;
  for (let i = 0; i < 200; i++) below += Number((await run({ count: 99 }, rowOf(x, i))).pValue <= 0.05);
  // at most Binomial(200, 0.1): above 36 one time in 1,000
  expect(below).toBeLessThanOrEqual(36);
});

it('an observation that the model cannot make lies outside its predictions', async () => {
  const offset: PredictiveSimulator = async (theta, rng) =>
    Array.from(await simulator(theta, rng), (value) => value + 5);
  const { pValue, entries } = await run({}, observed, offset);
  expect(pValue).toBeLessThan(0.01);
  for (const entry of entries) expect(entry.upper).toBe(1);
});

describe('simulators that fail', () => {
  it('now and then are counted', async () => {
    const { failed, x } = await run({}, observed, async (theta, rng) =>
      rng.uniform() < 0.2 ? [Number.NaN, 0, 0] : simulator(theta, rng.fork('x')),
    );
    expect(failed).toBeGreaterThan(50);
    expect(x.rows).toBe(500 - failed);
  });

  it('always, or that give other lengths, are refused', async () => {
    await expect(run({}, observed, () => [Number.NaN, 0, 0])).rejects.toThrow(
      'simulator must give finite numbers; received none in any row (posteriorPredictive).',
    );
    await expect(run({}, observed, () => [1])).rejects.toThrow(
      'simulator must give 3 numbers, as observed; received 1 in row 0 (posteriorPredictive).',
    );
  });
});

it('constant predictions are no trouble', async () => {
  const { entries, pValue } = await run({}, observed, () => observed);
  expect(entries.map((entry) => entry.pValue)).toEqual([1, 1, 1]);
  expect(pValue).toBe(1);
});

it('tells how far it is, stops, and refuses what it cannot use', async () => {
  const done: number[] = [];
  await run({ count: 3, onProgress: (progress: { done: number }) => done.push(progress.done) });
  expect(done).toEqual([1, 2, 3]);
  await expect(run({ signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  await expect(run({ count: 0 })).rejects.toThrow('count must be an integer from 1; received 0');
  await expect(run({}, [1, Number.NaN, 2])).rejects.toThrow('observed must hold finite numbers only');
  await expect(run({}, observed, 'model' as unknown as PredictiveSimulator)).rejects.toThrow(
    'simulator must be a function of theta and rng; received "model" (posteriorPredictive).',
  );
});
