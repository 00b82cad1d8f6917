import { cholesky, invertLower, type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import type { AmortizedLike } from '../src/index.ts';

/** How a posterior is made wrong; none of it: exact. */
export interface Fault {
  /** Standard deviations times this. */
  readonly scale?: number;
  /** Moves one parameter, by so many of its posterior standard deviations. */
  readonly shift?: { readonly parameter: number; readonly sds: number };
}

const NAMES = ['alpha', 'beta', 'gamma'];
const DIM = NAMES.length;
/** x = M θ + ½ ε: every entry of x tells of two parameters, so that the posterior is correlated. */
const MIX = [1, 0.8, 0, 0, 1, 0.8, 0, 0, 1];
const NOISE = 0.5;

const { spread, gain } = posteriorOf();

/** θ ~ N(0, I₃), x = M θ + ½ ε. */
export function linearPairs(count: number, seed: number | Rng): Simulations {
  const rng = Rng.from(seed).fork('pairs');
  const theta = new Float32Array(count * DIM).map(() => rng.normal());
  const x = theta.map((_, at) => {
    const [row, j] = [at - (at % DIM), at % DIM];
    let value = NOISE * rng.normal();
    for (let k = 0; k < DIM; k++) value += (MIX[j * DIM + k] as number) * (theta[row + k] as number);
    return value;
  });
  return { theta: matrixOf(theta, DIM, NAMES), x: matrixOf(x, DIM) };
}

/** The exact posterior of these, N(G x, L Lᵀ), or one that has a fault. */
export function linearPosterior({ scale = 1, shift }: Fault = {}): AmortizedLike {
  const inverse = invertLower(spread, DIM);
  return {
    given(x) {
      const loc = NAMES.map((_, j) => {
        const moved = shift?.parameter === j ? shift.sds * deviation(j) : 0;
        return gain.reduce(
          (sum, _g, k) => (k < DIM ? sum + (gain[j * DIM + k] as number) * (x[k] as number) : sum),
          moved,
        );
      });
      return {
        sample: (count, { seed }) => matrixOf(drawNormals(loc, scale, count, Rng.from(seed)), DIM),
        logProb: (theta) =>
          Float64Array.from({ length: theta.rows }, (_, i) => logNormal(theta, i, loc, inverse, scale)),
      };
    },
  };
}

function drawNormals(loc: readonly number[], scale: number, count: number, rng: Rng): Float32Array {
  const data = new Float32Array(count * DIM);
  const z = new Float64Array(DIM);
  for (let at = 0; at < data.length; at += DIM) {
    for (let j = 0; j < DIM; j++) z[j] = scale * rng.normal();
    for (let j = 0; j < DIM; j++) {
      let value = loc[j] as number;
      for (let k = 0; k <= j; k++) value += (spread[j * DIM + k] as number) * (z[k] as number);
      data[at + j] = value;
    }
  }
  return data;
}

function logNormal(
  theta: Matrix,
  row: number,
  loc: readonly number[],
  inverse: Float64Array,
  scale: number,
): number {
  let sum = 0;
  for (let j = 0; j < DIM; j++) {
    let z = 0;
    for (let k = 0; k <= j; k++) {
      z += (inverse[j * DIM + k] as number) * ((theta.data[row * DIM + k] as number) - (loc[k] as number));
    }
    sum += (z / scale) ** 2;
  }
  return -0.5 * sum;
}

/** Σ = (I + MᵀM/s²)⁻¹ = L Lᵀ and G = Σ Mᵀ/s². */
function posteriorOf(): { readonly spread: Float64Array; readonly gain: Float64Array } {
  const entry = (a: ArrayLike<number>, i: number, j: number) => a[i * DIM + j] as number;
  const table = (f: (i: number, j: number) => number) =>
    Float64Array.from({ length: DIM * DIM }, (_, at) => f(Math.floor(at / DIM), at % DIM));
  const sum = (f: (k: number) => number) => NAMES.reduce((total, _, k) => total + f(k), 0);
  const precision = table(
    (i, j) => Number(i === j) + sum((k) => entry(MIX, k, i) * entry(MIX, k, j)) / NOISE ** 2,
  );
  const root = invertLower(cholesky(precision, DIM, 'posteriorOf'), DIM);
  const covariance = table((i, j) => sum((k) => entry(root, k, i) * entry(root, k, j)));
  return {
    spread: cholesky(covariance, DIM, 'posteriorOf'),
    gain: table((i, j) => sum((k) => entry(covariance, i, k) * entry(MIX, j, k)) / NOISE ** 2),
  };
}

function deviation(j: number): number {
  let sum = 0;
  for (let k = 0; k <= j; k++) sum += (spread[j * DIM + k] as number) ** 2;
  return Math.sqrt(sum);
}

/** θ₁ = ±r with r ~ N(2, ½²), θ₂ ~ N(0, 1); x = (r + 0.3 ε, θ₂ + ½ ε): x tells nothing of the sign. */
export function signPairs(count: number, seed: number | Rng): Simulations {
  const rng = Rng.from(seed).fork('pairs');
  const theta = new Float32Array(2 * count);
  const x = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const r = 2 + 0.5 * rng.normal();
    theta[2 * i] = rng.uniform() < 0.5 ? -r : r;
    theta[2 * i + 1] = rng.normal();
    x[2 * i] = r + 0.3 * rng.normal();
    x[2 * i + 1] = (theta[2 * i + 1] as number) + 0.5 * rng.normal();
  }
  return { theta: matrixOf(theta, 2, ['root', 'slope']), x: matrixOf(x, 2) };
}

/** The exact posterior, with both modes; or with the positive one only, or with one of them by the toss of x. */
export function signPosterior(modes: 'both' | 'positive' | 'either' = 'both'): AmortizedLike {
  return {
    given({ 0: first = 0, 1: second = 0 }) {
      const [m1, s1] = conjugate(2, 0.5, first, 0.3);
      const [m2, s2] = conjugate(0, 1, second, 0.5);
      const kept = modes === 'positive' ? 1 : Math.floor(1000 * Math.abs(second)) % 2 === 0 ? 1 : -1;
      const log = (value: number) => -0.5 * ((value - m1) / s1) ** 2;
      const logModes = (value: number) =>
        modes === 'both' ? Math.log(Math.exp(log(value)) + Math.exp(log(-value))) : log(kept * value);
      return {
        sample(count, { seed }) {
          const rng = Rng.from(seed);
          const data = new Float32Array(2 * count);
          for (let i = 0; i < count; i++) {
            const sign = modes === 'both' ? (rng.uniform() < 0.5 ? -1 : 1) : kept;
            data[2 * i] = sign * (m1 + s1 * rng.normal());
            data[2 * i + 1] = m2 + s2 * rng.normal();
          }
          return matrixOf(data, 2);
        },
        logProb: ({ rows, data }) =>
          Float64Array.from({ length: rows }, (_, i) => {
            const [one, two] = [data[2 * i] as number, data[2 * i + 1] as number];
            return logModes(one) - 0.5 * ((two - m2) / s2) ** 2;
          }),
      };
    },
  };
}

/** Mean and sd of θ ~ N(loc, scale²) given x = θ + noise · ε. */
function conjugate(loc: number, scale: number, x: number, noise: number): [mean: number, sd: number] {
  const precision = scale ** -2 + noise ** -2;
  return [(loc * scale ** -2 + x * noise ** -2) / precision, precision ** -0.5];
}
