import { gammaTails } from '@sbi/core';

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

/**
 * Bounds on the p-values of the two one-sided tests (Massart 1990): that too few of the values lie below some level, and that
 * too many do.
 */
export function oneSidedTails(values: ArrayLike<number>): { readonly few: number; readonly many: number } {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let [few, many] = [0, 0];
  for (let i = 0; i < n; i++) {
    few = Math.max(few, (sorted[i] as number) - i / n);
    many = Math.max(many, (i + 1) / n - (sorted[i] as number));
  }
  const tail = (distance: number) => Math.exp(-2 * n * distance * distance);
  return { few: tail(few), many: tail(many) };
}

/** P(K ≥ x) of Kolmogorov's distribution. */
function kolmogorovTail(x: number): number {
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
  return gammaTails((bins - 1) / 2, sum / 2)[1];
}

/**
 * The p-value of the two-sample Kolmogorov–Smirnov test of two lists of n numbers each.
 *
 * Exact for lists without ties (Gnedenko & Korolyuk 1951): with h = n D, p = 2 Σ_j (−1)^(j−1) C(2n, n − jh) / C(2n, n).
 */
export function twoSampleTail(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [one, two] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  const n = one.length;
  let most = 0;
  for (let i = 0, j = 0; i < n && j < n; ) {
    const value = Math.min(one[i] as number, two[j] as number);
    while (i < n && one[i] === value) i++;
    while (j < n && two[j] === value) j++;
    most = Math.max(most, Math.abs(i - j));
  }
  if (most === 0) return 1;
  let sum = 0;
  let logRatio = 0;
  for (let step = 1; step <= n; step++) {
    logRatio += Math.log((n - step + 1) / (n + step));
    if (step % most === 0) sum += (step / most) % 2 === 1 ? Math.exp(logRatio) : -Math.exp(logRatio);
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
