import { logGamma, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { drawBinomial } from '../src/draws/binomial.ts';
import { drawPoisson } from '../src/draws/poisson.ts';

const COUNT = 20_000;

/** Pearson's χ² of counts against a probability mass, in standard deviations above its mean; rare values together. */
function excess(draws: readonly number[], logMass: (value: number) => number): number {
  const most = Math.max(...draws) + 50;
  const found = new Float64Array(most + 1);
  for (const value of draws) found[value] = (found[value] as number) + 1;
  let [chi2, cells, restFound, restExpected] = [0, 0, 0, 0];
  for (let value = 0; value <= most; value++) {
    const expected = draws.length * Math.exp(logMass(value));
    restFound += found[value] as number;
    restExpected += expected;
    if (restExpected < 10) continue;
    chi2 += (restFound - restExpected) ** 2 / restExpected;
    cells++;
    [restFound, restExpected] = [0, 0];
  }
  chi2 += (restFound - restExpected) ** 2 / Math.max(restExpected, 1);
  return (chi2 - cells) / Math.sqrt(2 * Math.max(cells, 1));
}

describe('drawBinomial', () => {
  it.each([
    [1000, 0.3],
    [1000, 1e-3],
    [1000, 0.999],
    [17, 0.5],
    [16, 0.2],
    [1, 0.7],
  ])('%d trials at %d have the mass of the binomial', (trials, p) => {
    const rng = Rng.fromSeed(trials);
    const draws = Array.from({ length: COUNT }, () => drawBinomial(trials, p, rng));
    const logMass = (k: number) =>
      k > trials
        ? Number.NEGATIVE_INFINITY
        : logGamma(trials + 1) -
          logGamma(k + 1) -
          logGamma(trials - k + 1) +
          k * Math.log(p) +
          (trials - k) * Math.log1p(-p);
    expect(draws.every((k) => Number.isInteger(k) && k >= 0 && k <= trials)).toBe(true);
    // χ² is above its mean by six standard deviations once in 10⁵ or less
    expect(excess(draws, logMass)).toBeLessThan(6);
  });

  it('knows its ends', () => {
    const rng = Rng.fromSeed(1);
    expect([0, 1].map((p) => drawBinomial(1000, p, rng))).toEqual([0, 1000]);
    expect(drawBinomial(0, 0.5, rng)).toBe(0);
  });
});

describe('drawPoisson', () => {
  it.each([0.2, 11.9, 12.1, 40, 700])('of mean %d has the mass of the Poisson', (mean) => {
    const rng = Rng.fromSeed(3);
    const draws = Array.from({ length: COUNT }, () => drawPoisson(mean, rng));
    expect(excess(draws, (k) => k * Math.log(mean) - mean - logGamma(k + 1))).toBeLessThan(6);
  });

  it('is 0 for 0, NaN for what is no mean, and quick for a large one', () => {
    const rng = Rng.fromSeed(1);
    expect(drawPoisson(0, rng)).toBe(0);
    for (const mean of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(drawPoisson(mean, rng)).toBeNaN();
    expect(Math.abs(drawPoisson(1e9, rng) - 1e9)).toBeLessThan(6 * Math.sqrt(1e9));
  });
});
