import { portableExp, portableLog } from '@sbi/core/elementary';
import { Addresses } from './addresses.ts';
import type { Workspace } from './workspace.ts';

const LN_HALF = -Math.LN2;
const HALF_LOG_2PI = 0.5 * portableLog(2 * Math.PI);
/** Numbers of z that lie in the workspace at a time. */
const CHUNK = 32_768;

/** ln erfc(z) + z² = ln t + P(t), t = 1/(1 + z/2), z ≥ 0 (Press et al. 1992, *Numerical Recipes*, §6.2): as the reference. */
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/** What `TruncatedNormalMap` of @sbi/flows does in tensors. */
export class TruncatedNormalKernel {
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /**
   * z, standard normal, to the normal N(mean, spread²) cut to [−1, 1]: Φ(e) = Φ(α) + Φ(z) (Φ(β) − Φ(α)) and mean + spread e.
   *
   * @param z      row-major, as many as rows of means or a multiple of it
   * @param mean   [rows, D]; row i of z has that of i mod rows
   * @param spread [D]
   */
  run(z: Float32Array, mean: Float32Array, spread: Float32Array): Float32Array {
    const table = tableOf(mean, spread);
    const period = table.length / 5;
    const most = period * Math.max(1, Math.floor(CHUNK / period));
    const addresses = new Addresses();
    const [from, at] = [addresses.take(table.length), addresses.take(most)];
    this.workspace.claim(this, addresses.end);
    const { floats, run } = this.workspace;
    floats.set(table, from / 4);
    const out = new Float32Array(z.length);
    for (let begin = 0; begin < z.length; begin += most) {
      const count = Math.min(most, z.length - begin);
      floats.set(z.subarray(begin, begin + count), at / 4);
      run.truncatedNormal(at, at, from, period, 4 * Math.ceil(count / 4));
      out.set(floats.subarray(at / 4, at / 4 + count), begin);
    }
    return out;
  }
}

/**
 * For every number of a row of z, or of as many rows as make a multiple of four: ln Φ(α), ln Φ(−β), ln(Φ(β) − Φ(α)), mean
 * and spread, one list behind the other; α and β are the walls in units of the spread.
 */
function tableOf(mean: Float32Array, spread: Float32Array): Float32Array {
  const size = mean.length;
  const period = size * (size % 4 === 0 ? 1 : size % 2 === 0 ? 2 : 4);
  const table = new Float32Array(5 * period);
  for (let k = 0; k < size; k++) {
    const centre = mean[k] as number;
    const scale = spread[k % spread.length] as number;
    const alpha = (-1 - centre) / scale;
    const beta = (1 - centre) / scale;
    const numbers = [logCdf(alpha), logCdf(-beta), logInterval(alpha, beta, 2 / scale), centre, scale];
    for (let at = k; at < period; at += size) {
      numbers.forEach((value, list) => {
        table[list * period + at] = value;
      });
    }
  }
  return table;
}

/** ln Φ(x) */
function logCdf(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * z);
  const series = ERFC.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = portableLog(t) + LN_HALF + series - z * z;
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
