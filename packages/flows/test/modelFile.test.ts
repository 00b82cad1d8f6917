import { readFileSync } from 'node:fs';
import { Rng, sizeOf } from '@sbi/core';
import { decodeFlow, encodeFlow, readSafetensors } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** A file of format version 1 and its densities in float64; `fixtures/flowV1.py` makes both from the description. */
const bytes = new Uint8Array(readFileSync(new URL('./fixtures/flow-v1.safetensors', import.meta.url)));
type Table = readonly (readonly number[])[];
const golden = JSON.parse(readFileSync(new URL('./fixtures/flow-v1.json', import.meta.url), 'utf8')) as {
  readonly theta: Table;
  readonly x: Table;
  readonly logProb: readonly number[];
  readonly noise: Table;
  readonly draws: Table;
};

/** An Rng whose normals are given. */
function given(noise: Table): Rng {
  const values = noise.flat();
  let next = 0;
  return Object.assign(Object.create(Rng.prototype), { normal: () => values[next++] as number }) as Rng;
}

describe.each(['cpu', 'wasm'])('the golden file of format version 1 on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('is read', () => {
    using flow = decodeFlow(bytes);
    const { recipe, xShape } = flow.architecture;
    expect(recipe).toMatchObject({ kind: 'maf', transforms: 3, hidden: 6, blocks: 2 });
    expect([flow.dim, xShape, sizeOf(xShape)]).toEqual([5, [2, 2], 4]);
  });

  it('has the densities that the description gives', async () => {
    using flow = decodeFlow(bytes);
    const logProb = tf.tidy(() => {
      const x = tf.reshape(tf.tensor2d(golden.x.map((row) => [...row])), [-1, 2, 2]);
      return flow.given(x).logProb(tf.tensor2d(golden.theta.map((row) => [...row])));
    });
    const actual = await logProb.data();
    golden.logProb.forEach((expected, i) => {
      const error = Math.abs((actual[i] as number) - expected) / Math.max(1, Math.abs(expected));
      expect(error, `point ${i}: ${actual[i]} for ${expected}`).toBeLessThanOrEqual(5e-5);
    });
    logProb.dispose();
  });

  it('carries noise to the same parameters', async () => {
    using flow = decodeFlow(bytes);
    const draws = tf.tidy(() => {
      const x = tf.reshape(tf.tensor2d(golden.x.map((row) => [...row])), [-1, 2, 2]);
      return flow.given(x).sample([], given(golden.noise));
    });
    const actual = await draws.data();
    golden.draws.flat().forEach((expected, i) => {
      const error = Math.abs((actual[i] as number) - expected) / Math.max(1, Math.abs(expected));
      expect(error, `entry ${i}: ${actual[i]} for ${expected}`).toBeLessThanOrEqual(1e-4);
    });
    draws.dispose();
  });

  it('is written again as version 2, which comes back byte for byte', async () => {
    using flow = decodeFlow(bytes);
    const second = await encodeFlow(flow);
    const [old, now] = [readSafetensors(bytes), readSafetensors(second)];
    expect(now.tensors).toEqual(old.tensors);
    const { orders, recipe, ...others } = JSON.parse(old.metadata['flow'] as string);
    const added = { dropout: 0, zScoreTheta: 'independent', zScoreX: 'robust' };
    expect(JSON.parse(now.metadata['flow'] as string)).toEqual({
      ...others,
      recipe: { ...recipe, ...added },
      drawn: { orders },
      dim: 5,
      embedding: null,
    });
    using again = decodeFlow(second);
    expect(await encodeFlow(again)).toEqual(second);
  });
});
