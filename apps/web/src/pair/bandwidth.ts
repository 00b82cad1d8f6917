import { type Column, quantile } from './column.ts';
import type { Range } from './pairSet.ts';

const bins = 256;
/** Of the cosine transform's coefficients; the finest of them would tell modes of a hundredth of the range. */
const waves = 160;
const fewDraws = 50;
const cosines = Float32Array.from({ length: 4 * bins }, (_, i) => Math.cos((Math.PI * i) / (2 * bins)));

/** Silverman's rule of thumb (1986, eq. 3.31): 0.9 · min(sd, IQR / 1.34) · n^(−1/5). */
function ruleOfThumb({ scale, sorted }: Column): number {
  return 0.9 * scale * sorted.length ** -0.2;
}

/**
 * Bandwidth of a Gaussian kernel by the improved Sheather–Jones rule, which finds narrow and separate modes where rules
 * of thumb smear them. Botev, Grotowski and Kroese 2010, *Kernel density estimation via diffusion*, Algorithm 1. The
 * rule of thumb for fewer than 50 draws, or where the fixed point does not exist. 0 for a constant.
 *
 * As in @sbi/plots, but on half the bins: it runs for each parameter while the observation is dragged.
 */
export function bandwidth(column: Column, support: Range): number {
  const thumb = ruleOfThumb(column);
  if (column.sorted.length < fewDraws || !(thumb > 0)) return thumb;
  const [low, high] = binnedRange(column, support);
  const t = fixedPoint(squaredCosines(shares(column.sorted, low, high)), column.sorted.length);
  const h = Math.sqrt(t) * (high - low);
  return Number.isNaN(h) ? thumb : Math.min(Math.max(h, thumb / 20), 2 * thumb);
}

/** The bulk of the draws and a tenth on each side, not past the bounds; far outliers would coarsen the bins. */
function binnedRange({ sorted }: Column, support: Range): Range {
  const low = quantile(sorted, 0.001);
  const high = quantile(sorted, 0.999);
  const pad = (high - low) / 10;
  return [Math.max(support[0], low - pad), Math.min(support[1], high + pad)];
}

function shares(sorted: Float32Array, low: number, high: number): Float32Array {
  const result = new Float32Array(bins);
  const scale = bins / (high - low);
  const share = 1 / sorted.length;
  for (let i = 0; i < sorted.length; i++) {
    const bin = Math.floor(((sorted[i] as number) - low) * scale);
    if (bin >= 0 && bin < bins) result[bin] = (result[bin] as number) + share;
  }
  return result;
}

/** Squares of the cosine transform's coefficients 1 … waves. */
function squaredCosines(values: Float32Array): Float64Array {
  const squares = new Float64Array(waves);
  for (let k = 0; k < waves; k++) {
    let sum = 0;
    for (let j = 0, at = k + 1; j < bins; j++, at += 2 * (k + 1))
      sum += (values[j] as number) * (cosines[at & (4 * bins - 1)] as number);
    squares[k] = sum * sum;
  }
  return squares;
}

/** The smallest root of t = ξ γ⁽⁵⁾(t), with t the squared bandwidth in units of the range; NaN without one. */
function fixedPoint(squares: Float64Array, count: number): number {
  const excess = (t: number): number => t - plugIn(t, squares, count);
  for (let low = 1e-6; low < 0.1; low *= 2.5) {
    if (excess(low) < 0 && excess(low * 2.5) >= 0) return bisect(excess, low, low * 2.5);
  }
  return Number.NaN;
}

function bisect(f: (t: number) => number, start: number, stop: number): number {
  let low = start;
  let high = stop;
  for (let i = 0; i < 9; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ξ γ⁽⁵⁾(t): the bandwidth that follows when the seventh derivative is estimated with bandwidth √t. */
function plugIn(t: number, squares: Float64Array, count: number): number {
  let norm = derivativeNorm(7, t, squares);
  // 1 · 3 · 5 … (2s − 1), for s = 6 at first.
  for (let s = 6, odd = 10_395; s >= 2; odd /= 2 * s - 1, s--) {
    const constant = ((1 + 0.5 ** (s + 0.5)) / 3) * (odd / Math.sqrt(2 * Math.PI));
    const time = ((2 * constant) / (count * norm)) ** (2 / (3 + 2 * s));
    norm = derivativeNorm(s, time, squares);
  }
  return (2 * count * Math.sqrt(Math.PI) * norm) ** -0.4;
}

/** k^(2s) for k = 1 … waves, s = 0 … 7. */
const powers = Array.from({ length: 8 }, (_, s) =>
  Float64Array.from({ length: waves }, (_, k) => (k + 1) ** (2 * s)),
);

/** ‖f⁽ˢ⁾‖² of the density smoothed for a time t, from its cosine coefficients. */
function derivativeNorm(s: number, t: number, squares: Float64Array): number {
  const power = powers[s] as Float64Array;
  // exp(−k²π²t) from one k to the next by products.
  const twice = Math.exp(-2 * Math.PI ** 2 * t);
  let decay = Math.exp(-(Math.PI ** 2) * t);
  let sum = 0;
  for (let k = 0, ratio = decay * twice; k < waves && decay > 1e-26; k++) {
    sum += (power[k] as number) * (squares[k] as number) * decay;
    decay *= ratio;
    ratio *= twice;
  }
  return 2 * Math.PI ** (2 * s) * sum;
}
