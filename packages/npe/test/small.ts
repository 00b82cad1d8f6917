import { type Matrix, matrixOf, Rng, type Simulations, selectSimulations } from '@sbi/core';
import { BoxUniform, type Prior } from '@sbi/distributions';
import { type FlowRecipe, maf } from '@sbi/flows';
import type { NpeOptions } from '../src/index.ts';
import { splitParts } from '../src/train/split.ts';

/** A network that trains in a moment. */
export const SMALL: FlowRecipe = maf({ hidden: 16, transforms: 2 });

/** θ ~ U(−2, 2)², x = θ + 1 + 0.3 ε, as plain tables. */
export function smallSimulations(rows: number, seed: number): Simulations {
  const rng = Rng.fromSeed(seed);
  const theta = new Float32Array(2 * rows).map(() => 4 * rng.uniform() - 2);
  return {
    theta: matrixOf(theta, 2),
    x: matrixOf(
      theta.map((value) => value + 1 + 0.3 * rng.normal()),
      2,
    ),
  };
}

/** It holds numbers only, so nobody need dispose it. */
export const smallPrior: Prior = new BoxUniform([-2, -2], [2, 2]);

/** Options of a training that ends soon. */
export const quick: NpeOptions = { prior: smallPrior, seed: 1, flow: SMALL, batchSize: 50, maxEpochs: 3 };

/** A table whose entries are changed by a function of value and place. */
export function mapTable(table: Matrix, change: (value: number, index: number) => number): Matrix {
  return { ...table, data: table.data.map(change) };
}

/** The rows that a training of that seed trains on, and those that it holds out. */
export function splitAs(simulations: Simulations, seed: number): { rows: Simulations; held: Simulations } {
  const { train, validation } = splitParts([simulations.theta.rows], 0.1, Rng.fromSeed(seed).fork('split'));
  return { rows: selectSimulations(simulations, train), held: selectSimulations(simulations, validation) };
}
