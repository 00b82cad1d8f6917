// Case A8 of Python sbi's own test-suite, with its sizes and its threshold, on every flow that it is run on.
import { type Matrix, matrix, matrixOf, Rng } from '@sbi/core';
import { DiagNormal } from '@sbi/distributions';
import { type FlowRecipe, maf, mdn, nsf } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { c2st, npe } from '../src/index.ts';
import { start } from './backends.ts';

const SEED = Number(process.env['SEED'] ?? 1);
/** x = θ − 1 + √0.3 ε under N(0, I): the exact posterior has this precision, and its mean is (x + 1)/0.3 over it. */
const PRECISION = 1 / 0.3 + 1;

beforeAll(() => start('wasm'));

function exact(x: number, count: number, rng: Rng): Matrix {
  const draw = () => (x + 1) / 0.3 / PRECISION + rng.normal() / Math.sqrt(PRECISION);
  return matrixOf(Float32Array.from({ length: 2 * count }, draw), 2);
}

const recipes: [string, FlowRecipe][] = [
  ['mdn', mdn()],
  ['maf', maf()],
  ['nsf', nsf()],
];

describe.each(recipes)('A8: %s, 2,000 simulations, two observations at once', (_, flow) => {
  it('1,000 draws of each are those of the exact posterior, and so are their densities', async () => {
    const rng = Rng.fromSeed(SEED);
    const theta = Float32Array.from({ length: 4000 }, () => rng.normal());
    const x = theta.map((value) => value - 1 + Math.sqrt(0.3) * rng.normal());
    const prior = new DiagNormal([0, 0], 1);
    const simulations = { theta: matrixOf(theta, 2), x: matrixOf(x, 2) };
    const amortized = await npe(simulations, { prior, seed: SEED, flow, batchSize: 100 });
    const observed = matrix([
      [-1, -1],
      [1, 1],
    ]);
    const draws = await amortized.sampleBatched(observed, 1000, { seed: SEED + 1 });
    for (const [i, table] of draws.entries()) {
      const reference = exact(observed.data[2 * i] as number, 1000, rng.fork(i));
      const score = await c2st(reference, table, { seed: SEED + 2 });
      expect(Math.abs(score - 0.5)).toBeLessThan(0.1);
      // KL(exact ‖ q) from the 1,000, as sbi bounds it in A1 from 200
      const mean = ((observed.data[2 * i] as number) + 1) / 0.3 / PRECISION;
      const [values] = await amortized.logProbBatched(
        [reference],
        matrixOf(observed.data.slice(2 * i, 2 * i + 2), 2),
      );
      const kl = (values as Float32Array).reduce((sum, value, k) => {
        const [a, b] = [reference.data[2 * k] as number, reference.data[2 * k + 1] as number];
        const square = (a - mean) ** 2 + (b - mean) ** 2;
        return sum + (Math.log(PRECISION / (2 * Math.PI)) - 0.5 * PRECISION * square - value) / 1000;
      }, 0);
      expect(kl).toBeLessThan(0.15);
    }
    amortized.dispose();
  });
});
