import { expectClose, readOne } from '@sbi/core/testing';
import { gru, makeNetwork } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { load, numbers, type Stored, tensor } from './fixtures.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  it("torch's GRU gives the same numbers for series of every length", async () => {
    await tf.setBackend(backend);
    const { xShape, points, tensors } = load('torchGru');
    const network = makeNetwork(gru({ hidden: 8, outputs: 4 }), xShape, 'test');
    const actual = await readOne(() => {
      const weights = Object.entries(network.weights).map(([name, shape]) => {
        const stored = tensors[`embedding.${name}`] as Stored;
        expect(stored.shape, name).toEqual(shape);
        return [name, tensor(stored)] as const;
      });
      return network.apply(Object.fromEntries(weights), tensor(points.x));
    });
    expectClose(actual, numbers(points.embedded), 5e-5, 'embedded');
  });
});
