import type { Rng } from '@sbi/core';
import { portableLog } from '@sbi/core/elementary';
import type { ExactPosterior } from '../exact/posterior.ts';
import { type Completed, sampleExactly } from '../exact/sampleExactly.ts';
import { type SlcpCovariance, slcpCovariance } from './slcpCovariance.ts';
import { drawTruncated, logMass, type TruncatedNormal } from './truncatedNormal.ts';

const WALL = 3;
const POINTS = 4;
const LOG_2PI = Math.log(2 * Math.PI);
/** In the mirror image with θ₃ > 0 and θ₄ > 0. */
const START = { loc: [WALL / 2, WALL / 2, 0], scale: [1, 1, 2] };

interface Scatter {
  readonly mean: readonly [number, number];
  /** Sums of squares and of products about the mean. */
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/**
 * The posterior of SLCP, from which its distractors take nothing away.
 *
 * Without the mean, p(S | x) ∝ |S|^(−3/2) exp(−½ tr S⁻¹A) · P(box), with A the scatter of the four points; given S, the
 * mean is N(x̄, S/4) cut to the box. So three parameters are drawn by rejection, and the mean coordinate by coordinate,
 * each cut to the box, which weighs the draw with the probability of the box. The signs of θ₃ and θ₄ are free.
 */
export function slcpPosterior(x: Float64Array): ExactPosterior {
  const scatter = scatterOf(x);
  const logDensity = (z: Float64Array) => {
    const a = z[0] as number; // by index: this runs some hundred thousand times
    const b = z[1] as number;
    const c = z[2] as number;
    const isInside = a > 0 && a < WALL && b > 0 && b < WALL && Math.abs(c) < WALL;
    if (!isInside) return Number.NEGATIVE_INFINITY;
    const covariance = slcpCovariance(a, b, c);
    const logBox =
      logMass(alone(scatter.mean[0], covariance.first)) + logMass(alone(scatter.mean[1], covariance.second));
    return logBox - ((POINTS - 1) / 2) * logDeterminant(covariance) - 0.5 * trace(covariance, scatter);
  };
  const complete = (z: Float64Array, rng: Rng): Completed<number[]> => {
    const [a, b, c] = z as unknown as [number, number, number];
    const covariance = slcpCovariance(a, b, c);
    const first = drawTruncated(alone(scatter.mean[0], covariance.first), rng);
    const slope = covariance.both / covariance.first;
    const centre = scatter.mean[1] + slope * (first - scatter.mean[0]);
    const given = alone(centre, covariance.second - slope * covariance.both);
    const signs = rng.bits();
    return {
      draw: [first, drawTruncated(given, rng), (signs & 1) === 0 ? a : -a, (signs & 2) === 0 ? b : -b, c],
      logWeight: logMass(given) - logMass(alone(scatter.mean[1], covariance.second)),
    };
  };
  return {
    logDensity: (theta) => logJoint(theta, scatter),
    draw: (options) => sampleExactly({ dim: 3, logDensity, start: START }, complete, options),
  };
}

/** A coordinate of the mean of the points, cut to the box. */
function alone(loc: number, variance: number): TruncatedNormal {
  return { loc, scale: Math.sqrt(variance / POINTS), low: -WALL, high: WALL };
}

/** ln p(θ) p(x | θ). */
function logJoint(theta: ArrayLike<number>, scatter: Scatter): number {
  const covariance = slcpCovariance(theta[2] as number, theta[3] as number, theta[4] as number);
  const [u, v] = [scatter.mean[0] - (theta[0] as number), scatter.mean[1] - (theta[1] as number)];
  const about = {
    mean: scatter.mean,
    first: scatter.first + POINTS * u * u,
    second: scatter.second + POINTS * v * v,
    both: scatter.both + POINTS * u * v,
  };
  const logPrior = -5 * portableLog(2 * WALL);
  return logPrior - POINTS * (LOG_2PI + 0.5 * logDeterminant(covariance)) - 0.5 * trace(covariance, about);
}

function scatterOf(x: Float64Array): Scatter {
  const at = (i: number) => [x[2 * i] as number, x[2 * i + 1] as number] as const;
  const points = Array.from({ length: POINTS }, (_, i) => at(i));
  const sum = (f: (u: number, v: number) => number) => points.reduce((s, [u, v]) => s + f(u, v), 0);
  const mean = [sum((u) => u) / POINTS, sum((_, v) => v) / POINTS] as const;
  return {
    mean,
    first: sum((u) => (u - mean[0]) ** 2),
    second: sum((_, v) => (v - mean[1]) ** 2),
    both: sum((u, v) => (u - mean[0]) * (v - mean[1])),
  };
}

const determinant = ({ first, second, both }: SlcpCovariance) => first * second - both * both;
const logDeterminant = (covariance: SlcpCovariance) => portableLog(determinant(covariance));

/** tr S⁻¹A. */
function trace(s: SlcpCovariance, a: Scatter): number {
  return (s.second * a.first + s.first * a.second - 2 * s.both * a.both) / determinant(s);
}
