import { expectClose, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkRecipe } from '../../src/network.ts';
import { convolution1d, convolution2d } from '../../src/networks/convolution.ts';
import { deepSet } from '../../src/networks/deepSet.ts';
import { gru } from '../../src/networks/gru.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { makeNetwork } from '../../src/networks/registry.ts';
import { load, type NetworkFixture, numbers, type Stored, tensor } from './fixtures.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

interface SbiFixture extends NetworkFixture {
  readonly standardise: { readonly x: { readonly mean: Stored; readonly sd: Stored } };
}

/** sbi's networks with all its defaults. */
export const recipes: Readonly<Record<string, NetworkRecipe>> = {
  Mlp: mlp({ layers: 1, last: 'activated' }),
  Convolution1d: convolution1d({ channels: [6, 12], padding: 1, last: 'activated' }),
  Convolution2d: convolution2d({ channels: [6, 12], padding: 1, last: 'activated' }),
  DeepSet: deepSet({
    trial: mlp({ layers: 1, outputs: 5, last: 'activated' }),
    aggregate: 'sum',
    count: 'number',
    hidden: 100,
    last: 'activated',
  }),
};

/** How far float32 may stray: what is asked of the flow behind, too. */
const TOLERANCE = 5e-5;

function weightsOf({ tensors }: NetworkFixture, recipe: NetworkRecipe, xShape: readonly number[]) {
  const { weights } = makeNetwork(recipe, xShape, 'test');
  const named = Object.entries(weights).map(([name, shape]) => {
    const stored = tensors[`embedding.${name}`] as Stored;
    expect(stored.shape, name).toEqual(shape);
    return [name, tensor(stored)] as const;
  });
  return Object.fromEntries(named);
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.entries(recipes))('%s of Python sbi', (name, recipe) => {
    it.each(['Random', 'Trained'])('with %s weights gives the same numbers', async (kind) => {
      const fixture = load<SbiFixture>(`sbi${name}${kind}`);
      const { xShape, points, standardise } = fixture;
      const network = makeNetwork(recipe, xShape, 'test');
      const actual = await readOne(() => {
        const [mean, sd] = [standardise.x.mean, standardise.x.sd].map((stored) =>
          tf.reshape(tensor(stored), [...xShape]),
        );
        const x = tf.div(tf.sub(tensor(points.x), mean as tf.Tensor), sd as tf.Tensor);
        return network.apply(weightsOf(fixture, recipe, xShape), x);
      });
      expectClose(actual, numbers(points.embedded), TOLERANCE, 'embedded');
    });
  });

  it("torch's GRU gives the same numbers for series of every length", async () => {
    const fixture = load('torchGru');
    const { xShape, points } = fixture;
    const recipe = gru({ hidden: 8, outputs: 4 });
    const network = makeNetwork(recipe, xShape, 'test');
    const actual = await readOne(() => network.apply(weightsOf(fixture, recipe, xShape), tensor(points.x)));
    expectClose(actual, numbers(points.embedded), TOLERANCE, 'embedded');
  });
});
