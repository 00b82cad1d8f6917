import { matrix } from '@sbi/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceError, AmortizedPosterior, BatchAcceptanceError, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectInside, priors, recipes } from './insideCases.ts';
import { quick, smallSimulations } from './small.ts';

beforeAll(() => start('wasm'));

// a million of each in inside.slow.test.ts
describe('under constrain no draw of 3,000 leaves', () => {
  it.each(Object.entries(priors))('%s', async (_, prior) => {
    for (const flow of Object.values(recipes)) await expectInside(prior(), { flow, count: 3000, seed: 1 });
  });
});

describe('rejection at an acceptance of a thousandth', () => {
  async function rare(): Promise<AmortizedPosterior> {
    const trained = await npe(smallSimulations(300, 1), {
      ...quick,
      prior: new Cut(() => true),
      support: 'reject',
    });
    // at x = (1, 1) the posterior has standard deviations of about 0.3 around 0
    const narrow = new Cut(([a = 0, b = 0]) => a > 0.1 && a < 0.125 && b > 0 && b < 0.031);
    const amortized = AmortizedPosterior.decode(await trained.encode(), { prior: narrow });
    trained.dispose();
    return amortized;
  }

  it('ends within its budget and hands over what it has', async () => {
    const amortized = await rare();
    const options = { seed: 1, maxTries: 150_000 };
    const error = (await amortized
      .given([1, 1])
      .sample(10_000, options)
      .catch((caught: unknown) => caught)) as AcceptanceError;
    expect(error.acceptance).toBeGreaterThan(0.0005);
    expect(error.acceptance).toBeLessThan(0.002);
    const { rows = 0, data = [] } = error.draws ?? {};
    expect(rows).toBe(Math.round(error.acceptance * 150_000));
    for (let i = 0; i < rows; i++) {
      expect((data[2 * i] as number) > 0.1 && (data[2 * i] as number) < 0.125).toBe(true);
      expect((data[2 * i + 1] as number) > 0 && (data[2 * i + 1] as number) < 0.031).toBe(true);
    }
    expect(error.message).toMatch(/received \d+ from 150000 tries in \d+\.\d s, acceptance 0\.\d+ %/);
    amortized.dispose();
  });

  it('finds what is asked for where the budget allows, of one x and of several', async () => {
    const amortized = await rare();
    expect((await amortized.given([1, 1]).sample(20, { seed: 1 })).rows).toBe(20);
    // at (−1, −1) nothing ever lies inside
    const x = matrix([
      [1, 1],
      [-1, -1],
    ]);
    const error = (await amortized
      .sampleBatched(x, 20, { seed: 1 })
      .catch((caught: unknown) => caught)) as BatchAcceptanceError;
    expect(error).toBeInstanceOf(BatchAcceptanceError);
    expect(error.draws.map(({ rows }) => rows)).toEqual([20, 0]);
    expect(error.short).toEqual([1]);
    amortized.dispose();
  });
});
