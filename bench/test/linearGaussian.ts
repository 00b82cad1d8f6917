// Python sbi's own problem for tests of accuracy: x = θ − 1 + √0.3 ε, whose posteriors are known.
import { type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import { BoxUniform, DiagNormal, type Prior } from '@sbi/distributions';

const VARIANCE = 0.3;
/** Of the posterior under N(0, 1), in every coordinate. */
const PRECISION = 1 / VARIANCE + 1;

export const normalPrior = (dim: number): Prior => new DiagNormal(new Array<number>(dim).fill(0), 1);

export const boxPrior = (dim: number): Prior => {
  const two = new Array<number>(dim).fill(2);
  return new BoxUniform(
    two.map((value) => -value),
    two,
  );
};

/** Pairs of θ from a prior and what it gives. */
export function linearPairs(prior: Prior, rows: number, rng: Rng): Simulations {
  const drawn = prior.sample(rows, rng.fork('theta'));
  const theta = Float32Array.from(drawn.dataSync());
  drawn.dispose();
  const noise = rng.fork('x');
  const x = theta.map((value) => value - 1 + Math.sqrt(VARIANCE) * noise.normal());
  return { theta: matrixOf(theta, prior.dim), x: matrixOf(x, prior.dim) };
}

/** The mean of the posterior under N(0, I). */
export const normalMean = (x: ArrayLike<number>): number[] =>
  Array.from(x, (value) => (value + 1) / VARIANCE / PRECISION);

/** Draws of the posterior under N(0, I). */
export function exactNormal(x: ArrayLike<number>, count: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  const mean = normalMean(x);
  const draw = (_: unknown, k: number) =>
    (mean[k % mean.length] as number) + rng.normal() / Math.sqrt(PRECISION);
  return matrixOf(Float32Array.from({ length: count * mean.length }, draw), mean.length);
}

/** Draws of the posterior under U(−2, 2): N(x + 1, 0.3) cut to the box. */
export function exactCut(x: ArrayLike<number>, count: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  const draw = (_: unknown, k: number): number => {
    const value = (x[k % x.length] as number) + 1 + Math.sqrt(VARIANCE) * rng.normal();
    return Math.abs(value) <= 2 ? value : draw(_, k);
  };
  return matrixOf(Float32Array.from({ length: count * x.length }, draw), x.length);
}

/** ln p(θ | x) under N(0, I). */
export function exactLogProb({ data, rows, columns }: Matrix, x: ArrayLike<number>): number[] {
  const mean = normalMean(x);
  return Array.from({ length: rows }, (_, i) =>
    mean.reduce(
      (sum, centre, j) =>
        sum -
        0.5 * PRECISION * ((data[i * columns + j] as number) - centre) ** 2 +
        0.5 * Math.log(PRECISION / (2 * Math.PI)),
      0,
    ),
  );
}
