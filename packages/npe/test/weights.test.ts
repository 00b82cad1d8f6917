import { matrixOf, Rng, type Simulations } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { beforeAll, expect, it } from 'vitest';
import { npe, Trainer } from '../src/index.ts';
import { start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { quick, SMALL, smallSimulations } from './small.ts';

beforeAll(() => start('wasm'));

const simulations = smallSimulations(200, 1);
const make = (weights?: ArrayLike<number>) =>
  new Trainer(simulations, { ...quick, ...(weights ? { weights } : {}) });

it('all alike are as good as none, on any scale', async () => {
  const losses: (readonly number[])[] = [];
  for (const weights of [undefined, new Float32Array(200).fill(1), new Array<number>(200).fill(1e6)]) {
    const trainer = make(weights);
    await finish(trainer);
    losses.push(trainer.summary.validationLoss);
    await endOf(trainer);
  }
  expect(losses[1]).toEqual(losses[0]);
  losses[2]?.forEach((loss, i) => {
    expect(Math.abs(loss - (losses[0]?.[i] as number))).toBeLessThan(1e-5);
  });
});

it('of 0 are rows that are not there, in training and in validation', async () => {
  const corrupt: Simulations = {
    ...simulations,
    x: matrixOf(
      simulations.x.data.map((value, i) => (i % 4 < 2 ? 7 - value : value)),
      2,
    ),
  };
  const weights = Float32Array.from({ length: 200 }, (_, i) => i % 2);
  const losses = [];
  for (const table of [simulations, corrupt]) {
    const reference = await npe(simulations, { ...quick, maxEpochs: 1 });
    const { flow: _, ...options } = { ...quick, weights, resume: reference };
    const trainer = new Trainer(table, options);
    await finish(trainer);
    losses.push(trainer.summary);
    reference.dispose();
    await endOf(trainer);
  }
  expect(losses[1]?.trainLoss).toEqual(losses[0]?.trainLoss);
  expect(losses[1]?.validationLoss).toEqual(losses[0]?.validationLoss);
});

it('tilt the prior: θ ~ U(−2, 2) counted by N(1, ½) has the posterior of that normal prior', async () => {
  const rng = Rng.fromSeed(1);
  const theta = new Float32Array(3000).map(() => 4 * rng.uniform() - 2);
  const x = theta.map((value) => value + rng.normal());
  const amortized = await npe(
    { theta: matrixOf(theta, 1), x: matrixOf(x, 1) },
    {
      ...{ prior: new BoxUniform([-2], [2]), seed: 2, flow: SMALL, learningRate: 5e-3, maxEpochs: 30 },
      weights: theta.map((value) => Math.exp(-2 * (value - 1) ** 2)),
    },
  );
  // x = θ + ε observed at 0: precision 4 + 1, mean 4/5; without weights the mean is 0. About 900 rows count, so that the
  // mean is known to some 0.45/√900 = 0.015 per effective parameter of the flow; 0.1 leaves room for tens of these.
  const [summary] = await amortized.given([0]).summary({ seed: 3 });
  expect(Math.abs((summary?.mean ?? 0) - 0.8)).toBeLessThan(0.1);
  expect(Math.abs((summary?.sd ?? 0) - Math.sqrt(0.2))).toBeLessThan(0.07);
  amortized.dispose();
});

it.each([
  [[1, 2], 'weights must hold 200 numbers, one for each simulation; received [1, 2] (Trainer).'],
  ['heavy', 'weights must hold 200 numbers, one for each simulation; received "heavy" (Trainer).'],
  [new Array(200).fill(-1), 'weights must hold finite numbers from 0; received -1 in row 0 (Trainer).'],
  [new Array(200).fill(Number.NaN), 'received NaN in row 0'],
  [new Array(200).fill('1'), 'received "1" in row 0'],
  [new Array(200).fill(1e39), 'received 1e+39 in row 0'],
  [
    new Array(200).fill(0),
    'weights must be positive in some of the rows that train and of those that validate; received 0 in all of train (Trainer).',
  ],
])('refuses other weights: %#', (weights, message) => {
  expect(() => make(weights as number[])).toThrow(message);
});
