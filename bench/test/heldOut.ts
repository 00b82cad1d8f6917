import { type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import { contains } from '@sbi/distributions';
import type { AmortizedPosterior } from '@sbi/npe';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Pairs that are drawn for at a time. */
const CHUNK = 20;

const rowsOf = ({ data, columns }: Matrix, begin: number, end: number) =>
  tensor2d(data.slice(begin * columns, end * columns), [end - begin, columns]);

/** ln q(θ_i | x_i) of the estimator as it is, leakage and all. */
export async function rawLogQ(
  { estimator }: AmortizedPosterior,
  { theta, x }: Simulations,
): Promise<Float32Array> {
  const logQ = tidy(() => estimator.given(rowsOf(x, 0, x.rows)).logProb(rowsOf(theta, 0, theta.rows)));
  const values = Float32Array.from(await logQ.data());
  logQ.dispose();
  return values;
}

/** For every pair, the draws of the estimator at its x that lie in the prior, out of `count`. */
export async function* drawsForPairs(
  { estimator, prior }: AmortizedPosterior,
  { theta, x }: Simulations,
  count: number,
): AsyncGenerator<Matrix> {
  const rng = Rng.fromSeed(77);
  const dim = theta.columns;
  for (let begin = 0; begin < x.rows; begin += CHUNK) {
    const rows = Math.min(CHUNK, x.rows - begin);
    const drawn = tidy(() => estimator.given(rowsOf(x, begin, begin + rows)).sample(count, rng.fork(begin)));
    const draws = await drawn.data();
    drawn.dispose();
    for (let r = 0; r < rows; r++) {
      const own = new Float32Array(count * dim);
      for (let s = 0; s < count; s++)
        own.set(draws.subarray((s * rows + r) * dim, (s * rows + r + 1) * dim), s * dim);
      const inside = contains(prior.support, matrixOf(own, dim));
      yield matrixOf(
        own.filter((_, i) => inside[Math.floor(i / dim)] === 1),
        dim,
      );
    }
  }
}

/** The logarithm of the share of draws inside, pair by pair. */
export async function leakageOf(
  amortized: AmortizedPosterior,
  pairs: Simulations,
  count: number,
): Promise<number[]> {
  const shares: number[] = [];
  for await (const draws of drawsForPairs(amortized, pairs, count))
    shares.push(Math.log(Math.max(1, draws.rows) / count));
  return shares;
}

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};

/** The standard error of that mean. */
export function standardError(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)) / values.length);
}
