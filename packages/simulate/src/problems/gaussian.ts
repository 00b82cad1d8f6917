import { type Matrix, matrixOf, Rng, rowOf, type Seed, ShapeError } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { describe } from '../describe.ts';
import gaussianSimulator from './gaussian.simulator.ts';
import type { Problem } from './problem.ts';
import { drawTruncated, logTruncated, type TruncatedNormal } from './truncatedNormal.ts';

const DIM = 3;
const SCALE = 0.1;
const WALL = 2;

class NamedBox extends BoxUniform {
  override readonly names: readonly string[] = Array.from({ length: DIM }, (_, i) => `theta_${i + 1}`);
}

/**
 * The problem of sbi's Gaussian tutorial; owns its prior (`dispose`, or `using`).
 *
 * θ ~ U(−2, 2)³, x = θ + 1 + 0.1 ε with ε ~ N(0, I). The posterior is N(x − 1, 0.01 I) cut to the box, coordinate by
 * coordinate, for any x: also one that no θ of the prior gives.
 *
 * @example
 * import { gaussian } from '@sbi/simulate';
 * const problem = gaussian();
 * const exact = problem.reference([0.8, 0.6, 0.4], 1000, 1);
 * console.log(exact.rows, exact.names?.join(' ')); // → 1000 theta_1 theta_2 theta_3
 * problem.dispose();
 */
export function gaussian(): Problem {
  const prior = new NamedBox(new Array<number>(DIM).fill(-WALL), new Array<number>(DIM).fill(WALL));
  const dispose = () => prior.dispose();
  return {
    name: 'gaussian',
    title: 'A Gaussian with a uniform prior',
    prior,
    simulator: gaussianSimulator,
    module: new URL('./gaussian.simulator.js', import.meta.url),
    logPosterior,
    reference: (x, count, seed) => reference(x, count, seed, prior.names),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function logPosterior(theta: Matrix, x: ArrayLike<number>): Float64Array {
  const coordinates = posteriorOf(x, 'logPosterior');
  if (theta.columns !== DIM) {
    throw new ShapeError(
      'theta',
      `have ${DIM} columns`,
      [theta.rows, theta.columns],
      'gaussian.logPosterior',
    );
  }
  return Float64Array.from({ length: theta.rows }, (_, i) => {
    const row = rowOf(theta, i);
    return coordinates.reduce((sum, normal, j) => sum + logTruncated(row[j] as number, normal), 0);
  });
}

function reference(x: ArrayLike<number>, count: number, seed: Seed, names: readonly string[]): Matrix {
  const coordinates = posteriorOf(x, 'reference');
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ShapeError('count', 'be an integer from 1', describe(count), 'gaussian.reference');
  }
  const rng = Rng.from(seed).fork('reference');
  const data = new Float32Array(count * DIM);
  for (let i = 0; i < data.length; i++) {
    data[i] = drawTruncated(coordinates[i % DIM] as TruncatedNormal, rng);
  }
  return matrixOf(data, DIM, names);
}

/** The posterior's coordinates, independent of each other. */
function posteriorOf(x: ArrayLike<number>, method: string): TruncatedNormal[] {
  const where = `gaussian.${method}`;
  if (x?.length !== DIM) {
    throw new ShapeError(
      'x',
      `have ${DIM} entries`,
      x?.length === undefined ? describe(x) : `${x.length}`,
      where,
    );
  }
  return Array.from(x, (value, j) => {
    if (Number.isFinite(Math.fround(value))) {
      return { loc: value - 1, scale: SCALE, low: -WALL, high: WALL };
    }
    throw new ShapeError('x', 'hold finite float32 numbers', `${value} in entry ${j}`, where);
  });
}
