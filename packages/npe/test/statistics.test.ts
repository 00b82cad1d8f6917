import { readFileSync } from 'node:fs';
import { Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { binomialBand } from '../src/diagnostics/binomialBand.ts';
import { normalScore } from '../src/diagnostics/normalScore.ts';
import { swapTest } from '../src/diagnostics/swapTest.ts';
import { chiSquareUniformity, kolmogorovSmirnov, twoSampleTail } from '../src/diagnostics/uniformity.ts';

type Rows = readonly (readonly number[])[];
const golden = JSON.parse(
  readFileSync(new URL('./fixtures/statistics.json', import.meta.url), 'utf8'),
) as Record<'normalScore' | 'binomialBand' | 'kolmogorovSmirnov' | 'twoSample', Rows>;

const near = (value: number, expected: number, relative: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300);

describe('against SciPy', () => {
  it.each(golden.normalScore)('the normal quantile at %d', (p, z) => {
    near(normalScore(p as number), z as number, 1e-14);
  });

  it.each(golden.binomialBand)('the band of %d trials at %d, level %d', (n, p, level, low, high) => {
    expect(binomialBand(n as number, p as number, level as number)).toEqual({ low, high });
  });

  it.each(golden.kolmogorovSmirnov)('the Kolmogorov–Smirnov tail of %d values at %d', (n, d, p) => {
    // values whose largest distance from the diagonal is d, at one end
    const count = n as number;
    const values = Array.from({ length: count }, (_, i) => Math.min(1, (i + 0.5) / count));
    const shift = (d as number) - 0.5 / count;
    const moved = values.map((value) => Math.min(1, value + shift));
    expect(Math.abs(kolmogorovSmirnov(moved) - (p as number))).toBeLessThan(count < 100 ? 6e-4 : 2e-4);
  });
});

it.each(golden.twoSample)('the two-sample tail of SciPy, %d numbers to the power %d', (n, power, p) => {
  const a = Array.from({ length: n as number }, (_, i) => i / (n as number));
  const b = a.map((value) => value ** (power as number) + 1e-9);
  near(twoSampleTail(a, b), p as number, 1e-9);
});

describe('tests of uniformity', () => {
  const rng = Rng.fromSeed(1);
  const draws = (count: number, change = (u: number) => u) =>
    Array.from({ length: count }, () => change(rng.uniform()));

  // 400 tables of 500 values: the count of p < 0.05 is Binomial(400, 0.05), within 8 … 34 but for one time in 1,000
  it.each([
    ['Kolmogorov–Smirnov', kolmogorovSmirnov],
    ['χ²', chiSquareUniformity],
  ])('%s rejects uniform values as often as it says', (_, test) => {
    const rejected = Array.from({ length: 400 }, () => test(draws(500))).filter((p) => p < 0.05).length;
    expect(rejected).toBeGreaterThanOrEqual(8);
    expect(rejected).toBeLessThanOrEqual(34);
  });

  it('see values that are not', () => {
    for (const test of [kolmogorovSmirnov, chiSquareUniformity]) {
      expect(test(draws(500, (u) => u ** 1.5))).toBeLessThan(1e-4);
      expect(test(draws(500, () => 0.5))).toBeLessThan(1e-100);
    }
  });

  it('take few values', () => {
    expect(chiSquareUniformity(draws(10))).toBeGreaterThan(0);
    expect(kolmogorovSmirnov([0.5])).toBeGreaterThan(0.9);
  });
});

describe('the swap test', () => {
  const rng = Rng.fromSeed(2);

  it('is exact however strongly a pair depends', () => {
    let rejected = 0;
    for (let k = 0; k < 200; k++) {
      const common = Array.from({ length: 50 }, () => rng.normal());
      const noisy = () => common.map((value) => value + 0.1 * rng.normal());
      rejected += Number(swapTest(noisy(), noisy(), rng.fork(k)) <= 0.05);
    }
    // Binomial(200, 0.05): within 2 … 21 but for one time in 1,000
    expect(rejected).toBeGreaterThanOrEqual(2);
    expect(rejected).toBeLessThanOrEqual(21);
  });

  it('sees a shift, and copies are no evidence', () => {
    const a = Array.from({ length: 100 }, () => rng.normal());
    expect(
      swapTest(
        a,
        a.map((value) => value + 1),
        rng,
      ),
    ).toBe(0.001);
    expect(swapTest(a, a, rng)).toBeGreaterThan(0);
  });
});
