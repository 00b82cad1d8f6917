import { type Matrix, matrixOf, Rng, type Shape, type Simulations, sizeOf } from '@sbi/core';
import { DiagNormal, type Prior } from '@sbi/distributions';

/** A problem with an x of several axes whose posterior is known exactly. */
export interface EmbeddingProblem {
  readonly prior: () => Prior;
  readonly xShape: Shape;
  /** θ from the prior, of D = 2 coordinates. */
  readonly theta: (rng: Rng) => readonly [number, number];
  /** One x of some θ, with so many rows. */
  readonly simulate: (theta: readonly [number, number], rows: number, rng: Rng) => Float32Array;
  /** Draws of the posterior at an x. */
  readonly exact: (x: Float32Array, count: number, rng: Rng) => Matrix;
}

/** Pairs, x padded with NaN behind as many rows as `rowsOf` says. */
export function pairsOf(
  { theta: drawTheta, simulate, xShape }: EmbeddingProblem,
  count: number,
  seed: number,
  rowsOf: (rng: Rng) => number,
): Simulations {
  const size = sizeOf(xShape);
  const theta = new Float32Array(2 * count);
  const x = new Float32Array(size * count).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    const rng = Rng.fromSeed(seed).fork(i);
    const drawn = drawTheta(rng);
    theta.set(drawn, 2 * i);
    x.set(simulate(drawn, rowsOf(rng), rng), size * i);
  }
  return { theta: matrixOf(theta, 2), x: matrixOf(x, size), xShape };
}

const NOISE = 0.3;

/** sbi's own: θ ~ N(0, I), trials θ − 1 + √0.3 ε; given n of them the posterior is a normal distribution. */
export const gaussianTrials: EmbeddingProblem = {
  prior: () => new DiagNormal([0, 0], 1),
  xShape: [20, 2],
  theta: (rng) => [rng.normal(), rng.normal()],
  simulate: (theta, trials, rng) =>
    Float32Array.from(
      { length: 2 * trials },
      (_, k) => (theta[k % 2] as number) - 1 + Math.sqrt(NOISE) * rng.normal(),
    ),
  exact: (x, count, rng) => {
    const trials = x.length / 2;
    const precision = trials / NOISE + 1;
    const sums = [0, 0];
    x.forEach((value, k) => {
      sums[k % 2] = (sums[k % 2] as number) + value + 1;
    });
    return matrixOf(
      Float32Array.from(
        { length: 2 * count },
        (_, k) => (sums[k % 2] as number) / NOISE / precision + rng.normal() / Math.sqrt(precision),
      ),
      2,
    );
  },
};

const TIMES = 20;
const HALF = [1, 0.5] as const;

/** A series that swings at two known frequencies, as strongly as θ ~ N(0, I) says, under noise: θ given x is normal. */
export const oscillation: EmbeddingProblem = {
  prior: () => new DiagNormal([0, 0], 1),
  xShape: [TIMES, 1],
  theta: (rng) => [rng.normal(), rng.normal()],
  simulate: (theta, times, rng) =>
    Float32Array.from(
      { length: times },
      (_, t) => theta[0] * wave(0, t) + theta[1] * wave(1, t) + rng.normal(),
    ),
  exact: (x, count, rng) => {
    // precision I + Σ w wᵀ, mean precision⁻¹ Σ w x
    let [a, b, c, u, v] = [1, 0, 1, 0, 0];
    x.forEach((value, t) => {
      const [first, second] = [wave(0, t), wave(1, t)];
      a += first * first;
      b += first * second;
      c += second * second;
      u += first * value;
      v += second * value;
    });
    const determinant = a * c - b * b;
    const mean = [(c * u - b * v) / determinant, (a * v - b * u) / determinant] as const;
    // θ₂, then θ₁ given θ₂
    const sd = Math.sqrt(a / determinant);
    const draws = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      const second = mean[1] + sd * rng.normal();
      draws.set([mean[0] - (b / a) * (second - mean[1]) + rng.normal() / Math.sqrt(a), second], 2 * i);
    }
    return matrixOf(draws, 2);
  },
};

const wave = (which: 0 | 1, t: number): number => Math.sin(HALF[which] * (t + 1));
