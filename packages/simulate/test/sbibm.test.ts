import '@tensorflow/tfjs-backend-cpu';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { column, fromCsv } from '@sbi/core';
import { bernoulliGlm, bernoulliGlmRaw, problem } from '@sbi/simulate';
import { describe, expect, it } from 'vitest';
import { distractors } from '../src/problems/distractors.ts';
import { design, spikeStatistics } from '../src/problems/stimulus.ts';
import { ksBetween } from './kolmogorov.ts';

const FOLDER = new URL('../../../../shared/data/sbibm/', import.meta.url);
const numbersOf = (path: string) => fromCsv(readFileSync(new URL(path, FOLDER), 'utf8')).data;
const OBSERVATIONS = [2, 4, 6, 8, 10];
const posteriors = [
  'gaussian-linear',
  'gaussian-linear-uniform',
  'slcp',
  'bernoulli-glm',
  'gaussian-mixture',
  'two-moons',
  'sir',
  'lotka-volterra',
];

// All observations, with ten thousand draws and C2ST, are in bench/test/problems.slow.test.ts.
describe.runIf(existsSync(FOLDER))('against ../shared/data/sbibm', () => {
  it.each(posteriors)('%s has the posterior of observation 6', { timeout: 60_000 }, async (name) => {
    using one = problem(name);
    const folder = `${name.replaceAll('-', '_')}/obs_6`;
    const packed = readFileSync(new URL(`${folder}/reference_posterior_samples.csv.gz`, FOLDER));
    const reference = fromCsv(gunzipSync(packed).toString());
    const draws = await one.reference(numbersOf(`${folder}/observation.csv`), 2000, { seed: 1 });
    for (let j = 0; j < draws.columns; j++) {
      // forty-odd parameters: one below comes once in hundreds of seeds
      expect(ksBetween(column(draws, j), column(reference, j))).toBeGreaterThan(1e-4);
    }
  });

  it('the stimulus is its own', () => {
    const stimulus = numbersOf('bernoulli_glm/constants/stimulus.csv');
    expect(Array.from({ length: 100 }, (_, t) => Math.fround(design()[10 * t + 1] as number))).toEqual([
      ...stimulus,
    ]);
  });

  it.each(OBSERVATIONS)('spikes of observation %d have its sums', (number) => {
    using raw = bernoulliGlmRaw();
    using summed = bernoulliGlm();
    const spikes = numbersOf(`bernoulli_glm_raw/obs_${number}/observation.csv`);
    const sums = numbersOf(`bernoulli_glm/obs_${number}/observation.csv`);
    expect([spikes.length, sums.length]).toEqual([raw.observed.length, summed.observed.length]);
    spikeStatistics(spikes).forEach((sum, j) => {
      expect(Math.abs(sum - (sums[j] as number))).toBeLessThan(1e-5 * Math.max(1, Math.abs(sum)));
    });
  });

  it.each(OBSERVATIONS)(
    'the distractors of observation %d hide the eight numbers of SLCP where ours do',
    (number) => {
      const full = numbersOf(`slcp_distractors/obs_${number}/observation.csv`);
      const eight = numbersOf(`slcp/obs_${number}/observation.csv`);
      distractors().order.forEach((from, to) => {
        if (from < 8) expect(full[to]).toBeCloseTo(eight[from] as number, 4);
      });
    },
  );
});
