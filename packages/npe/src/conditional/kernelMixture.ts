import { cholesky, halfLogDet, type Rng, solveLower } from '@sbi/core';

/** Degrees of freedom of the kernels: tails heavy enough that weights stay bounded, and yet a finite kurtosis. */
const FREEDOM = 8;
/** Γ(4.5)/Γ(4), where the constants of kernels in odd dimensions start. */
const HALF_STEP = 11.631728396567448 / 6;
/** Share of proposals from one wide kernel around all centres, which bounds the weights where no centre is near. */
const WIDE_SHARE = 0.1;
const WIDE = 1.5;
/** Centres of a mixture. */
const CENTRES = 300;
/** Weighted points count as so many at least: more are levelled, so that their covariance is one. */
const LEAST = 20;

/** Points of a space of `dim` coordinates, row-major, with unnormalised log-weights. */
export interface WeightedPoints {
  readonly data: Float64Array;
  readonly dim: number;
  readonly logWeights: Float64Array;
}

/**
 * A mixture of Student-t kernels around some of a set of weighted points, with its mean and covariance whatever their width:
 * the centres are drawn together towards the mean as the kernels widen (West 1993, *Approximating posterior distributions by
 * mixtures*). A tenth of it is one wider kernel around the mean.
 */
export class KernelMixture {
  readonly dim: number;
  /** Of the centres relative to the mean, whitened: [centres, D]. */
  private readonly centres: Float64Array;
  private readonly mean: Float64Array;
  private readonly lower: Float64Array;
  /** Standard deviations of a kernel over those of all points. */
  private readonly width: number;
  private readonly logConstant: number;

  /** @param width 1 for a single kernel, or by Silverman's rule where absent */
  constructor(points: WeightedPoints, rng: Rng, width: number = silverman(points.dim)) {
    const { data, dim } = points;
    const weights = levelled(points.logWeights, Math.max(LEAST, 4 * dim));
    this.dim = dim;
    this.width = width;
    this.mean = meanOf(data, dim, weights);
    this.lower = cholesky(covarianceOf(data, dim, weights, this.mean), dim, 'KernelMixture');
    const shrink = Math.sqrt(1 - width ** 2);
    const chosen = resample(weights, width < 1 ? CENTRES : 1, rng.fork('centres'));
    this.centres = new Float64Array(chosen.length * dim);
    chosen.forEach((row, k) => {
      const centre = this.whitened(data, row * dim);
      this.centres.set(
        centre.map((value) => shrink * value),
        k * dim,
      );
    });
    this.logConstant = logKernelConstant(dim) - halfLogDet(this.lower, dim);
  }

  /** Points [count, D]. */
  sample(count: number, rng: Rng): Float64Array {
    const { dim, lower } = this;
    const centres = this.centres.length / dim;
    const data = new Float64Array(count * dim);
    const white = new Float64Array(dim);
    for (let i = 0; i < count; i++) {
      const isWide = rng.uniform() < WIDE_SHARE;
      const at = isWide ? -1 : rng.int(centres) * dim;
      const scale = this.scaleOf(isWide) * Math.sqrt(FREEDOM / (2 * rng.gamma(FREEDOM / 2)));
      for (let j = 0; j < dim; j++) {
        white[j] = scale * rng.normal() + (at < 0 ? 0 : (this.centres[at + j] as number));
      }
      for (let j = 0; j < dim; j++) {
        let value = this.mean[j] as number;
        for (let k = 0; k <= j; k++) value += (lower[j * dim + k] as number) * (white[k] as number);
        data[i * dim + j] = value;
      }
    }
    return data;
  }

  /** The log-density at points [rows, D]. */
  logDensity(data: Float64Array): Float64Array {
    const { dim, centres } = this;
    const count = centres.length / dim;
    return Float64Array.from({ length: data.length / dim }, (_, i) => {
      const white = this.whitened(data, i * dim);
      let sum = 0;
      for (let c = 0; c < centres.length; c += dim) {
        let square = 0;
        for (let j = 0; j < dim; j++) square += ((white[j] as number) - (centres[c + j] as number)) ** 2;
        sum += kernel(square, this.scaleOf(false), dim);
      }
      const square = white.reduce((total, value) => total + value ** 2, 0);
      const wide = kernel(square, this.scaleOf(true), dim);
      return this.logConstant + Math.log(((1 - WIDE_SHARE) * sum) / count + WIDE_SHARE * wide);
    });
  }

  /** A t-distribution is wider than its scale by √(ν/(ν − 2)). */
  private scaleOf(isWide: boolean): number {
    return (isWide ? WIDE : this.width) * Math.sqrt((FREEDOM - 2) / FREEDOM);
  }

  private whitened(data: Float64Array, offset: number): Float64Array {
    const gap = this.mean.map((value, j) => (data[offset + j] as number) - value);
    return solveLower(this.lower, gap);
  }
}

/** Row numbers by their weights, which sum to 1: systematic resampling, in random order. */
export function resample(weights: Float64Array, count: number, rng: Rng): Int32Array {
  const rows = new Int32Array(count);
  const start = rng.uniform();
  let [row, passed] = [0, weights[0] as number];
  for (let k = 0; k < count; k++) {
    const place = (start + k) / count;
    while (passed < place && row < weights.length - 1) passed += weights[++row] as number;
    rows[k] = row;
  }
  return rng.permutation(count).map((k) => rows[k] as number);
}

/** Weights that sum to 1. */
export function normalized(logWeights: Float64Array): Float64Array {
  const most = logWeights.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((value) => Math.exp(value - most));
  const sum = weights.reduce((total, value) => total + value, 0);
  return weights.map((value) => value / sum);
}

/** How many equally weighted points tell as much: 1/Σ w² (Kish). */
function effectiveSize(weights: Float64Array): number {
  return 1 / weights.reduce((sum, value) => sum + value ** 2, 0);
}

/** Weights to a power up to 1 at which they count as `least` points, so that a few of them do not decide alone. */
function levelled(logWeights: Float64Array, least: number): Float64Array {
  let power = 1;
  let weights = normalized(logWeights);
  while (!(effectiveSize(weights) >= Math.min(least, logWeights.length / 2)) && power > 1e-3) {
    power /= 2;
    weights = normalized(logWeights.map((value) => power * value));
  }
  return weights;
}

function meanOf(data: Float64Array, dim: number, weights: Float64Array): Float64Array {
  const mean = new Float64Array(dim);
  weights.forEach((weight, i) => {
    for (let j = 0; j < dim; j++) mean[j] = (mean[j] as number) + weight * (data[i * dim + j] as number);
  });
  return mean;
}

/** With a millionth more on the diagonal, so that it has a factor. */
function covarianceOf(
  data: Float64Array,
  dim: number,
  weights: Float64Array,
  mean: Float64Array,
): Float64Array {
  const square = new Float64Array(dim * dim);
  const gap = new Float64Array(dim);
  weights.forEach((weight, i) => {
    for (let j = 0; j < dim; j++) gap[j] = (data[i * dim + j] as number) - (mean[j] as number);
    for (let j = 0; j < dim; j++) {
      for (let k = 0; k < dim; k++) {
        square[j * dim + k] =
          (square[j * dim + k] as number) + weight * (gap[j] as number) * (gap[k] as number);
      }
    }
  });
  for (let j = 0; j < dim; j++) {
    const at = j * dim + j;
    square[at] = (square[at] as number) * (1 + 1e-6) + 1e-12;
  }
  return square;
}

/** Silverman's rule for as many centres, at most 0.95. */
function silverman(dim: number): number {
  return Math.min(0.95, (4 / ((dim + 2) * CENTRES)) ** (1 / (dim + 4)));
}

function kernel(square: number, scale: number, dim: number): number {
  return (1 + square / (FREEDOM * scale ** 2)) ** (-(FREEDOM + dim) / 2) / scale ** dim;
}

/** ln Γ((ν + D)/2) − ln Γ(ν/2) − (D/2) ln(νπ), by the recurrence of Γ. */
function logKernelConstant(dim: number): number {
  const odd = dim % 2;
  let log = odd === 1 ? Math.log(HALF_STEP) : 0;
  for (let i = 0; i < (dim - odd) / 2; i++) log += Math.log((FREEDOM + odd) / 2 + i);
  return log - (dim / 2) * Math.log(FREEDOM * Math.PI);
}
