import { portableExp, portableLog } from '@sbi/core/elementary';

const LN_HALF = -Math.LN2;
const HALF_LOG_2PI = 0.5 * portableLog(2 * Math.PI);
const FARTHEST = 1e12;
/** Tails are known to 1e-6 of themselves. */
const CLEARLY_LESS = LN_HALF - 0.01;
/** ln of a share that a float64 1 does not notice. */
const NOTHING = -37;

/** ln erfc(z) + z² = ln t + P(t), t = 1/(1 + z/2), z ≥ 0 (Press et al. 1992, *Numerical Recipes*, §6.2): as the reference. */
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
/** Top and bottom of Wichura's quantile (1988, AS 241, PPND7), in the centre, near it, and far out: as the reference. */
const CENTRE = [
  [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  [1, 17.895169469, 78.757757664, 67.1875636],
] as const;
const NEAR = [
  [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103],
  [1, 0.7370016425, 0.12021132975],
] as const;
const FAR = [
  [6.657905115, 3.081226386, 0.42868294337, 0.017337203997],
  [1, 0.24197894225, 0.012258202635],
] as const;

/**
 * z, standard normal, to the normal N(mean, spread²) cut to [−1, 1]: Φ(e) = Φ(α) + Φ(z) (Φ(β) − Φ(α)) and mean + spread e,
 * from logarithms of tail masses; what `TruncatedNormalMap` of @sbi/flows does in tensors, here number by number in float64.
 *
 * @param z      row-major, as many as rows of means or a multiple of it
 * @param mean   [rows, D]; row i of z has that of i mod rows
 * @param spread [D]
 */
export function truncatedNormal(z: Float32Array, mean: Float32Array, spread: Float32Array): Float32Array {
  const size = mean.length;
  const dim = spread.length;
  const [below, above, mass] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < size; k++) {
    const scale = spread[k % dim] as number;
    const [alpha, beta] = [(-1 - (mean[k] as number)) / scale, (1 - (mean[k] as number)) / scale];
    below[k] = logCdf(alpha);
    above[k] = logCdf(-beta);
    mass[k] = logInterval(alpha, beta, 2 / scale);
  }
  const out = new Float32Array(z.length);
  for (let i = 0; i < z.length; i++) {
    const k = i % size;
    const e = edge(z[i] as number, mass[k] as number, below[k] as number, above[k] as number);
    out[i] = Math.min(Math.max((mean[k] as number) + (spread[k % dim] as number) * e, -1), 1);
  }
  return out;
}

/**
 * The e between the walls that has the same tails as z, by the smaller of the two tails. They add up to 1: where the one on
 * z's side is clearly less than a half, the other one need not be known.
 */
function edge(z: number, mass: number, below: number, above: number): number {
  const near = z > 0 ? logAddExp(logCdf(-z) + mass, above) : logAddExp(logCdf(z) + mass, below);
  if (near < CLEARLY_LESS) return z > 0 ? -quantile(near) : quantile(near);
  const far = z > 0 ? logAddExp(logCdf(z) + mass, below) : logAddExp(logCdf(-z) + mass, above);
  const [lower, upper] = z > 0 ? [far, near] : [near, far];
  return lower <= upper ? quantile(lower) : -quantile(upper);
}

/** ln Φ(x) */
function logCdf(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * z);
  const tail = portableLog(t) + LN_HALF + polynomial(ERFC, t) - z * z;
  return x <= 0 ? tail : logOneMinus(portableExp(Math.min(tail, LN_HALF)));
}

/** ln(1 − p) for 0 ≤ p ≤ ½ */
function logOneMinus(p: number): number {
  return p < 0.01 ? -p * (1 + p * (1 / 2 + p * (1 / 3 + p / 4))) : portableLog(1 - p);
}

/** ln(Φ(b) − Φ(a)) for b = a + width. */
function logInterval(a: number, b: number, width: number): number {
  const middle = 0.5 * (a + b);
  if (width * (1 + Math.abs(middle)) < 0.3) {
    const [m2, w2] = [middle * middle, width * width];
    const bend = 1 + ((m2 - 1) * w2) / 24 + (w2 * w2 * (3 + m2 * (m2 - 6))) / 1920;
    return -0.5 * m2 - HALF_LOG_2PI + portableLog(Math.max(width, 1e-12) * bend);
  }
  const [upper, lower] = middle > 0 ? [logCdf(-a), logCdf(-b)] : [logCdf(b), logCdf(a)];
  return upper + logOneMinusExp(Math.max(upper - lower, 1e-10));
}

/** ln(1 − e^(−gap)) */
function logOneMinusExp(gap: number): number {
  return portableLog(gap < 0.01 ? gap * (1 + gap * (-0.5 + gap / 6)) : 1 - portableExp(-gap));
}

function logAddExp(a: number, b: number): number {
  const most = Math.max(a, b);
  const gap = Math.min(a, b) - most;
  return gap < NOTHING ? most : most + portableLog(1 + portableExp(gap));
}

/** The z ≤ 0 with ln Φ(z) = logP; 0 above ln ½. */
function quantile(logP: number): number {
  const half = Math.min(logP, LN_HALF);
  const q = portableExp(half) - 0.5;
  if (q >= -0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-half);
  if (r <= 5) return -ratio(NEAR, r - 1.6);
  const far = ratio(FAR, Math.min(r, FARTHEST) - 5);
  if (r <= 27) return -far;
  return -Math.SQRT2 * Math.sqrt(-half - 0.5 * portableLog(2 * Math.PI * far * far) - 1 / (far * far));
}

function ratio([top, bottom]: readonly [readonly number[], readonly number[]], x: number): number {
  return polynomial(top, x) / polynomial(bottom, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] as number);
  return sum;
}
