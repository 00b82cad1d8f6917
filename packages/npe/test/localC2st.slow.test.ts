import { Rng } from '@sbi/core';
import { afterAll, expect, it } from 'vitest';
import { binomialBand } from '../src/diagnostics/binomialBand.ts';
import { localC2st } from '../src/index.ts';
import { linearPairs, linearPosterior } from './exactPosteriors.ts';
import { record } from './record.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const results: Record<string, unknown> = {};
afterAll(() => record(`local-c2st-seed-${SEED}`, results));

it('rejects an exact posterior at its nominal level, 500 pairs and 1,000 draws', async () => {
  const repetitions = 200;
  let rejected = 0;
  for (let k = 0; k < repetitions; k++) {
    const rng = Rng.fromSeed(SEED).fork(k);
    const { x } = linearPairs(10, rng.fork('observation'));
    // with 19 trials the least p-value, and the only one up to 0.05, is 1/20
    const options = { seed: rng, draws: 1000, trials: 19 };
    const { observations } = await localC2st(
      linearPosterior(),
      linearPairs(500, rng),
      x.data.subarray(0, 3),
      options,
    );
    rejected += Number((observations[0]?.pValue ?? 1) <= 0.05);
  }
  results['exact'] = { repetitions, rejected };
  const limits = binomialBand(repetitions, 0.05, 0.998);
  expect(rejected).toBeGreaterThanOrEqual(limits.low);
  expect(rejected).toBeLessThanOrEqual(limits.high);
});

it("sbi's test of power: a bad posterior is rejected at more than 95 of 100 observations", async () => {
  const rng = Rng.fromSeed(SEED).fork('power');
  const { x } = linearPairs(100, rng.fork('observations'));
  const { observations } = await localC2st(linearPosterior({ scale: 3 }), linearPairs(1000, rng), x, {
    seed: rng,
  });
  const rejected = observations.filter(({ pValue }) => pValue <= 0.05).length;
  results['three times too wide'] = { observations: observations.length, rejected };
  expect(rejected).toBeGreaterThan(95);
});
