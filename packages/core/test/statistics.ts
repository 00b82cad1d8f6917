import { gammaTails, normalTails } from '../src/index.ts';

/** The distribution function of Gamma(shape, 1). */
export const gammaCdf = (shape: number, x: number): number => gammaTails(shape, x)[0];

/** 1 − Φ(x). */
export const normalTail = (x: number): number => normalTails(x)[1];

/** The probability of a larger χ² with that many degrees of freedom. */
export const chiSquareP = (statistic: number, freedom: number): number =>
  gammaTails(freedom / 2, statistic / 2)[1];

/** Pearson's test of counts against probabilities that sum to one: the p-value. */
export function goodnessOfFit(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) {
    const expected = total * (probabilities[i] as number);
    if (!(expected >= 5)) throw new Error(`Bin ${i} expects ${expected} only.`);
    statistic += ((counts[i] as number) - expected) ** 2 / expected;
  }
  return chiSquareP(statistic, counts.length - 1);
}

export const uniformFit = (counts: ArrayLike<number>): number =>
  goodnessOfFit(counts, new Float64Array(counts.length).fill(1 / counts.length));

/** Kolmogorov–Smirnov's p-value (limit law with Stephens' correction) of draws against a distribution function. */
export function kolmogorovP(draws: Float64Array, cdf: (x: number) => number): number {
  const sorted = draws.slice().sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i] as number);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  const t = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  if (t < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return sum;
}

/** How many standard errors the mean of draws lies from that of a law with the given mean and variance. */
export function meanError(draws: Float64Array, mean: number, variance: number): number {
  const sum = draws.reduce((total, draw) => total + (draw - mean), 0);
  return Math.abs(sum) / Math.sqrt(draws.length * variance);
}

/** How many standard errors the second central moment lies from the variance, given the kurtosis E(x−μ)⁴/σ⁴. */
export function varianceError(draws: Float64Array, mean: number, variance: number, kurtosis: number): number {
  const squares = draws.map((draw) => (draw - mean) ** 2);
  return meanError(squares, variance, (kurtosis - 1) * variance ** 2);
}

/** How many standard errors the correlation of two independent samples lies from 0. */
export function correlationError(a: Float64Array, b: Float64Array): number {
  const centred = [a, b].map((draws) => {
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    return draws.map((draw) => draw - mean);
  }) as [Float64Array, Float64Array];
  const dot = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  const [x, y] = centred;
  return (Math.abs(dot(x, y)) / Math.sqrt(dot(x, x) * dot(y, y))) * Math.sqrt(a.length);
}
