import type { Rng } from '@sbi/core';
import { portableExp, portableLog } from '@sbi/core/elementary';
import { drawDirectly } from '../exact/drawDirectly.ts';
import type { ExactPosterior } from '../exact/posterior.ts';

/**
 * N(loc, scale²) cut to low ≤ θ ≤ high: one coordinate, in float64. Right also where loc lies far outside, as long as
 * the box is at least a few scales wide.
 */
export interface TruncatedNormal {
  readonly loc: number;
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** A posterior whose coordinates are independent of each other. */
export function truncatedNormals(normals: readonly TruncatedNormal[]): ExactPosterior {
  return {
    logDensity: (theta) =>
      normals.reduce((sum, normal, j) => sum + logTruncated(theta[j] as number, normal), 0),
    draw: (options) => drawDirectly((rng) => normals.map((normal) => drawTruncated(normal, rng)), options),
  };
}

/** One exact draw: from the normal itself where its middle is inside, else by Robert (1995), §2.2, from the wall on. */
export function drawTruncated(normal: TruncatedNormal, rng: Rng): number {
  const { loc, scale, low, high } = normal;
  if (isRight(normal)) return -drawTruncated(mirror(normal), rng);
  const wall = (low - loc) / scale;
  if (wall <= 0) {
    for (;;) {
      const draw = loc + scale * rng.normal();
      if (draw >= low && draw <= high) return draw;
    }
  }
  // Steps from the wall are proposed with rate λ, and λ (λ − wall) = 1 spares the difference of large numbers.
  const rate = (wall + Math.sqrt(wall * wall + 4)) / 2;
  for (;;) {
    const step = rng.exponential();
    const excess = (step - 1) / rate;
    const draw = low + (scale * step) / rate;
    if (draw <= high && rng.exponential() >= 0.5 * excess * excess) return draw;
  }
}

/** ln of the density; −∞ outside. Counted from the nearer wall, so that nothing cancels far out in a tail. */
export function logTruncated(theta: number, normal: TruncatedNormal): number {
  const { loc, scale, low, high } = normal;
  if (!(theta >= low && theta <= high)) return Number.NEGATIVE_INFINITY;
  if (isRight(normal)) return logTruncated(-theta, mirror(normal));
  const a = (low - loc) / scale;
  const width = (high - low) / scale;
  if (a <= 0) {
    const z = (theta - loc) / scale;
    const mass = 1 - density(a) * mills(-a) - density(a + width) * mills(a + width);
    return -0.5 * z * z - LOG_SQRT_2PI - portableLog(scale) - portableLog(mass);
  }
  const step = (theta - low) / scale;
  const mass = mills(a) - mills(a + width) * portableExp(-width * (a + 0.5 * width));
  return -step * (0.5 * step + a) - portableLog(scale) - portableLog(mass);
}

/** ln of the probability that N(loc, scale²) lies in the box. */
export function logMass(normal: TruncatedNormal): number {
  const { loc, scale, low, high } = normal;
  const inside = Math.min(Math.max(loc, low), high);
  const z = (inside - loc) / scale;
  return -0.5 * z * z - LOG_SQRT_2PI - portableLog(scale) - logTruncated(inside, normal);
}

/** Whether the nearer wall is the upper one. */
function isRight({ loc, low, high }: TruncatedNormal): boolean {
  return loc - low > high - loc;
}

function mirror({ loc, scale, low, high }: TruncatedNormal): TruncatedNormal {
  return { loc: -loc, scale, low: -high, high: -low };
}

function density(z: number): number {
  return portableExp(-0.5 * z * z - LOG_SQRT_2PI);
}

/** Mills' ratio (1 − Φ(z)) / φ(z) for z ≥ 0: Laplace's continued fraction, below 3 the series of Φ (DLMF 7.9, 7.6.2). */
function mills(z: number): number {
  if (z >= 3) {
    let fraction = z;
    for (let k = 100; k > 0; k--) fraction = z + k / fraction;
    return 1 / fraction;
  }
  let term = z;
  let sum = z;
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 / density(z) - sum;
}
