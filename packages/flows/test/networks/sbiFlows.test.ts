import { expectClose, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { type Architecture, partsOf } from '../../src/architecture.ts';
import { ConditionalFlow } from '../../src/conditionalFlow.ts';
import { maf } from '../../src/kinds/maf.ts';
import type { NetworkRecipe } from '../../src/network.ts';
import { Parameters } from '../../src/parameters.ts';
import { Preconditioner } from '../../src/precondition/preconditioner.ts';
import { load, numbers, type SbiFixture, type Stored, sbiRecipes, tensor } from './fixtures.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** The flow of sbi with a network of sbi in front, its weights in our layout. */
function build({ xShape, hidden, orders, standardise, tensors }: SbiFixture, embedding: NetworkRecipe) {
  const settings = { order: 'random', start: 'random', precondition: 'standardize' } as const;
  const architecture: Architecture = {
    recipe: maf({ ...settings, hidden, transforms: orders.length }),
    drawn: { orders },
    dim: 2,
    xShape,
    embedding,
  };
  const { layout } = partsOf(architecture, 'test');
  const flat = Object.keys(layout).flatMap((key) => Array.from(numbers(tensors[key] as Stored)));
  const float = (stored: Stored) => Float32Array.from(numbers(stored));
  const xLoc = float(standardise.x.mean);
  const values = {
    low: new Float32Array(2).fill(Number.NEGATIVE_INFINITY),
    high: new Float32Array(2).fill(Number.POSITIVE_INFINITY),
    loc: float(standardise.theta.mean),
    scale: float(standardise.theta.sd),
    intercept: new Float32Array(2),
    slope: new Float32Array(2 * xLoc.length),
    spread: new Float32Array(2).fill(1),
    xLoc,
    xScale: float(standardise.x.sd),
  };
  const parameters = new Parameters(layout, Float32Array.from(flat));
  return new ConditionalFlow(architecture, parameters, new Preconditioner(values, false, xShape));
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.entries(sbiRecipes))('a flow of Python sbi behind its %s', (name, recipe) => {
    it.each(['Random', 'Trained'])('with %s weights has the same numbers', async (kind) => {
      const { points, ...fixture } = load<SbiFixture>(`sbi${name}${kind}`);
      using flow = build({ ...fixture, points }, recipe);
      const embedded = await readOne(() => flow.embed(tensor(points.x)));
      expectClose(embedded, numbers(points.embedded), 5e-5, 'embedded');
      const logProb = await readOne(() => flow.given(tensor(points.x)).logProb(tensor(points.theta)));
      expectClose(logProb, numbers(points.logProb), 5e-5, 'logProb');
    });
  });
});
