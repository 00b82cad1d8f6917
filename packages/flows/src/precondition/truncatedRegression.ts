import { cholesky, ERFC_SERIES, portableExp, portableLog, SbiError, solveCholesky } from '@sbi/core';
import { portableExpm1, portableLog1p } from '@sbi/core/elementary';
import { adaptiveRidge, gram, type LinearFit, MIN_SPREAD, predict, type Regressors } from './leastSquares.ts';

const HALF_LOG_2PI = 0.9189385332046728;
/** Beyond this spread a normal cut to [−1, 1] is as good as uniform, and float32 would lose the walls. */
const MAX_SPREAD = 3;
const ITERATIONS = 50;

/** ln Φ(x) in float64 arithmetic, to 1.2·10⁻⁷. */
function logNormalCdf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x) * Math.SQRT1_2);
  const tail = portableLog(0.5 * t) - 0.5 * x * x + ERFC_SERIES.reduceRight((sum, c) => sum * t + c, 0);
  return x <= 0 ? tail : portableLog1p(-portableExp(tail));
}

/** ln(Φ(b) − Φ(a)) for a < b, worked out in the smaller tail. */
function logInterval(a: number, b: number): number {
  if (a + b > 0) return logInterval(-b, -a);
  const upper = logNormalCdf(b);
  const gap = upper - logNormalCdf(a);
  return upper + portableLog(-portableExpm1(-Math.max(gap, 1e-300)));
}

/** Log-likelihood of one response with its first and second derivatives in the linear predictor and the precision. */
interface Local {
  readonly value: number;
  readonly gradient: readonly [number, number];
  readonly hessian: readonly [number, number, number];
}

/** At y = t in [−1, 1], with u = γ·x and τ = 1/spread: ln τ + ln φ(τ t − u) − ln(Φ(τ − u) − Φ(−τ − u)). */
function local(t: number, u: number, tau: number): Local {
  const e = tau * t - u;
  const a = -tau - u;
  const b = tau - u;
  const logMass = logInterval(a, b);
  const ha = portableExp(-0.5 * a * a - HALF_LOG_2PI - logMass);
  const hb = portableExp(-0.5 * b * b - HALF_LOG_2PI - logMass);
  // derivatives of −ln(Φ(b) − Φ(a)) by (a, b)
  const aa = -a * ha + ha * ha;
  const bb = b * hb + hb * hb;
  const ab = -ha * hb;
  return {
    value: portableLog(tau) - 0.5 * e * e - HALF_LOG_2PI - logMass,
    gradient: [e + hb - ha, 1 / tau - e * t - (ha + hb)],
    hessian: [-1 + aa + bb + 2 * ab, t + aa - bb, -1 / (tau * tau) - t * t + aa + bb - 2 * ab],
  };
}

interface State {
  readonly gamma: Float64Array;
  readonly tau: number;
}

function objective(x: Regressors, t: Float64Array, { gamma, tau }: State, penalty: number): number {
  if (!(tau >= 1 / MAX_SPREAD && tau <= 1 / MIN_SPREAD)) return Number.NEGATIVE_INFINITY;
  const slope = gamma.subarray(1);
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    const u = predict(x, i, gamma[0] as number, slope);
    const e = tau * (t[i] as number) - u;
    sum += portableLog(tau) - 0.5 * e * e - HALF_LOG_2PI - logInterval(-tau - u, tau - u);
  }
  const size = slope.reduce((total, value) => total + value * value, 0);
  return sum / x.rows - 0.5 * penalty * size;
}

/** The Newton direction, damped until the Hessian is negative definite; none where it is not finite. */
function direction(x: Regressors, t: Float64Array, state: State, penalty: number): Float64Array | undefined {
  const p = x.columns + 1;
  const n = p + 1;
  const gradient = new Float64Array(n);
  const curvature = new Float64Array(n * n);
  const row = new Float64Array(p).fill(1);
  const slope = state.gamma.subarray(1);
  for (let i = 0; i < x.rows; i++) {
    row.set(x.data.subarray(i * x.columns, (i + 1) * x.columns), 1);
    const u = predict(x, i, state.gamma[0] as number, slope);
    const { gradient: g, hessian: h } = local(t[i] as number, u, state.tau);
    for (let a = 0; a < p; a++) {
      const va = (row[a] as number) / x.rows;
      gradient[a] = (gradient[a] as number) + va * g[0];
      curvature[p * n + a] = (curvature[p * n + a] as number) - va * h[1];
      for (let b = 0; b <= a; b++)
        curvature[a * n + b] = (curvature[a * n + b] as number) - va * (row[b] as number) * h[0];
    }
    gradient[p] = (gradient[p] as number) + g[1] / x.rows;
    curvature[p * n + p] = (curvature[p * n + p] as number) - h[2] / x.rows;
  }
  for (let a = 1; a < p; a++) {
    gradient[a] = (gradient[a] as number) - penalty * (state.gamma[a] as number);
    curvature[a * n + a] = (curvature[a * n + a] as number) + penalty;
  }
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) curvature[b * n + a] = curvature[a * n + b] as number;
  return solveDamped(curvature, gradient, n);
}

function solveDamped(curvature: Float64Array, gradient: Float64Array, n: number): Float64Array | undefined {
  const largest = curvature.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  for (let damping = 0; damping <= 1e6 * largest; damping = Math.max(1e-9 * largest, damping * 10)) {
    const matrix = Float64Array.from(curvature);
    for (let a = 0; a < n; a++) matrix[a * n + a] = (matrix[a * n + a] as number) + damping;
    try {
      return solveCholesky(cholesky(matrix, n, 'truncatedRegression'), Float64Array.from(gradient));
    } catch (error) {
      if (!SbiError.isInstance(error)) throw error; // not positive definite yet: more damping
    }
  }
  return undefined;
}

/**
 * Regression of t ∈ [−1, 1] on x where the noise is a normal distribution cut to [−1, 1], by maximum likelihood.
 *
 * Newton's method in (slope/spread, 1/spread), where the likelihood is well behaved (Orme & Ruud 2002), from the ridge
 * fit, with that fit's penalty and with step halving.
 */
export function truncatedRegression(
  x: Regressors,
  t: Float64Array,
  moments: Float64Array = gram(x),
): LinearFit {
  const start = adaptiveRidge(x, t, moments);
  const firstTau = 1 / Math.min(MAX_SPREAD, Math.max(MIN_SPREAD, start.spread));
  let state: State = {
    gamma: Float64Array.of(start.intercept, ...start.slope).map((v) => v * firstTau),
    tau: firstTau,
  };
  let value = objective(x, t, state, start.penalty);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const step = direction(x, t, state, start.penalty);
    const next = step && search(x, t, state, step, start.penalty, value);
    if (!next) break;
    const gain = next.value - value;
    [state, value] = [next.state, next.value];
    if (gain < 1e-9) break;
  }
  const spread = 1 / state.tau;
  return {
    intercept: (state.gamma[0] as number) * spread,
    slope: state.gamma.slice(1).map((v) => v * spread),
    spread,
  };
}

function search(
  x: Regressors,
  t: Float64Array,
  { gamma, tau }: State,
  step: Float64Array,
  penalty: number,
  value: number,
): { state: State; value: number } | undefined {
  for (let length = 1; length > 1e-6; length /= 2) {
    const state: State = {
      gamma: gamma.map((entry, a) => entry + length * (step[a] as number)),
      // A full step may cross the limits of the spread: stop at them instead of refusing the direction.
      tau: Math.min(1 / MIN_SPREAD, Math.max(1 / MAX_SPREAD, tau + length * (step[gamma.length] as number))),
    };
    const next = objective(x, t, state, penalty);
    if (next > value) return { state, value: next };
  }
  return undefined;
}
