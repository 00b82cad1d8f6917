import { type Column, interquartileRange, quantile } from './summary.ts';

const bins = 512;
const fewDraws = 50;

/** Where a parameter can be; infinite where it is not bounded. */
export type Bounds = readonly [low: number, high: number];

/** Silverman's rule of thumb (1986, eq. 3.31): 0.9 · min(sd, IQR / 1.34) · n^(−1/5). */
export function ruleOfThumb(column: Column): number {
  const spread = interquartileRange(column) / 1.34;
  const scale = spread > 0 ? Math.min(column.sd, spread) : column.sd;
  return 0.9 * scale * column.sorted.length ** -0.2;
}

/**
 * Bandwidth of a Gaussian kernel by the improved Sheather–Jones rule, which finds narrow and separate modes where rules
 * of thumb smear them. Botev, Grotowski and Kroese 2010, *Kernel density estimation via diffusion*, Algorithm 1.
 * The rule of thumb for fewer than 50 distinct draws, or where the fixed point does not exist. 0 for a constant.
 */
export function bandwidth(column: Column, bounds: Bounds): number {
  const thumb = ruleOfThumb(column);
  const distinct = countDistinct(column.sorted);
  if (distinct < fewDraws) return thumb;
  const [low, high] = binnedRange(column, bounds);
  const t = fixedPoint(squaredCosines(shares(column.sorted, low, high)), distinct);
  const h = Math.sqrt(t) * (high - low);
  return Number.isNaN(h) ? thumb : Math.min(Math.max(h, thumb / 20), 2 * thumb);
}

/** The bulk of the draws and a tenth on each side, not past the bounds; far outliers would coarsen the bins. */
function binnedRange(column: Column, bounds: Bounds): readonly [number, number] {
  const low = quantile(column, 0.001);
  const high = quantile(column, 0.999);
  const pad = (high - low) / 10;
  return [Math.max(bounds[0], low - pad), Math.min(bounds[1], high + pad)];
}

function countDistinct(sorted: Float64Array): number {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
  return count;
}

function shares(sorted: Float64Array, low: number, high: number): Float64Array {
  const result = new Float64Array(bins);
  for (const value of sorted) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) result[bin] = (result[bin] ?? 0) + 1 / sorted.length;
  }
  return result;
}

/** Squares of the cosine transform's coefficients 1 … bins − 1. */
function squaredCosines(values: Float64Array): Float64Array {
  const cosines = Float64Array.from({ length: 4 * bins }, (_, i) => Math.cos((Math.PI * i) / (2 * bins)));
  return Float64Array.from({ length: bins - 1 }, (_, k) => {
    let sum = 0;
    for (let j = 0; j < bins; j++) {
      const value = values[j] ?? 0;
      if (value > 0) sum += value * (cosines[((k + 1) * (2 * j + 1)) % (4 * bins)] ?? 0);
    }
    return sum * sum;
  });
}

/** The smallest root of t = ξ γ⁽⁵⁾(t), with t the squared bandwidth in units of the range; NaN without one. */
function fixedPoint(squares: Float64Array, count: number): number {
  const excess = (t: number): number => t - plugIn(t, squares, count);
  let low = 1e-9;
  while (low < 0.1) {
    const high = low * 1.5;
    if (excess(low) < 0 && excess(high) >= 0) return bisect(excess, low, high);
    low = high;
  }
  return Number.NaN;
}

function bisect(f: (t: number) => number, start: number, stop: number): number {
  let low = start;
  let high = stop;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ξ γ⁽⁵⁾(t): the bandwidth that follows when the seventh derivative is estimated with bandwidth √t. */
function plugIn(t: number, squares: Float64Array, count: number): number {
  let norm = derivativeNorm(7, t, squares);
  for (let s = 6; s >= 2; s--) {
    const odd = oddFactorial(s) / Math.sqrt(2 * Math.PI);
    const constant = (1 + 0.5 ** (s + 0.5)) / 3;
    const time = ((2 * constant * odd) / (count * norm)) ** (2 / (3 + 2 * s));
    norm = derivativeNorm(s, time, squares);
  }
  return (2 * count * Math.sqrt(Math.PI) * norm) ** -0.4;
}

/** ‖f⁽ˢ⁾‖² of the density smoothed for a time t, from its cosine coefficients. */
function derivativeNorm(s: number, t: number, squares: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < squares.length; k++) {
    const square = (k + 1) ** 2;
    const decay = Math.exp(-square * Math.PI ** 2 * t);
    if (decay === 0) break;
    sum += square ** s * (squares[k] ?? 0) * decay;
  }
  return 2 * Math.PI ** (2 * s) * sum;
}

/** 1 · 3 · 5 … (2s − 1). */
function oddFactorial(s: number): number {
  let product = 1;
  for (let factor = 3; factor < 2 * s; factor += 2) product *= factor;
  return product;
}
