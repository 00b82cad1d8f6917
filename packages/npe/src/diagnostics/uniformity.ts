import { chiSquareTails } from './gamma.ts';

/**
 * The p-value of the one-sample Kolmogorov–Smirnov test that values in [0, 1] are uniform.
 *
 * Kolmogorov's limit at Vrbik's (2018) corrected √n D + 1/(6√n) + (√n D − 1)/(4n): within 6·10⁻⁴ of the exact
 * distribution from n = 20 on, 4·10⁻⁵ from n = 500 on.
 */
export function kolmogorovSmirnov(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i] as number;
    distance = Math.max(distance, value - i / n, (i + 1) / n - value);
  }
  const root = Math.sqrt(n);
  return kolmogorovTail(root * distance + 1 / (6 * root) + (root * distance - 1) / (4 * n));
}

/** P(K ≥ x) of Kolmogorov's distribution. */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1; // to 10⁻¹²
  let sum = 0;
  for (let k = 1, term = 1; Math.abs(term) > 1e-17; k++) {
    term = (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
    sum += term;
  }
  return Math.min(1, Math.max(0, sum));
}

const MOST_BINS = 20;
/** A bin expects so many values at least: fewer, and χ² is no longer the distribution of the sum. */
const LEAST_EXPECTED = 5;

/** The p-value of Pearson's χ² test of the same, over 20 equal bins, fewer for fewer than 100 values. */
export function chiSquareUniformity(values: ArrayLike<number>): number {
  const n = values.length;
  const bins = Math.max(2, Math.min(MOST_BINS, Math.floor(n / LEAST_EXPECTED)));
  const counts = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const bin = Math.min(bins - 1, Math.floor(bins * (values[i] as number)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const expected = n / bins;
  const sum = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  return chiSquareTails(sum, bins - 1).upper;
}
