import { normals, Rng } from '@sbi/core';
import { jacobian } from '@sbi/core/testing';
import { bijectorChecks } from '@sbi/distributions/testing';
import { MaskedAutoregressive, type MaskedAutoregressiveOptions, type Weights } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hiddenDegrees } from '../src/transforms/masks.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const steps: Readonly<Record<string, MaskedAutoregressiveOptions>> = {
  'one coordinate': { order: [0], context: 2, hidden: 5, blocks: 1 },
  'one coordinate and one unit': { order: [0], context: 1, hidden: 1, blocks: 1 },
  'two, turned round': { order: [1, 0], context: 1, hidden: 4, blocks: 2 },
  'three, permuted': { order: [1, 2, 0], context: 3, hidden: 8, blocks: 2 },
  'three and one unit': { order: [2, 0, 1], context: 2, hidden: 1, blocks: 3 },
  'seven and three units': { order: [3, 0, 6, 1, 5, 2, 4], context: 2, hidden: 3, blocks: 1 },
};

/** Random weights, masked: the caller owns them. */
function weightsOf(step: MaskedAutoregressive, seed = 1): Weights {
  const rng = Rng.fromSeed(seed);
  const masks = step.masks();
  return tf.tidy(() =>
    Object.fromEntries(
      Object.entries(step.weights).map(([name, shape]) => {
        const free = tf.mul(normals(shape, rng.fork(name)), 0.4);
        const mask = masks[name];
        return [name, mask ? tf.mul(free, tf.tensor(mask, [...shape])) : free];
      }),
    ),
  );
}

function given(options: MaskedAutoregressiveOptions, batch: number[] = []) {
  const step = new MaskedAutoregressive(options);
  const context = normals([...batch, options.context], Rng.fromSeed(2));
  const bijector = step.given(weightsOf(step), context);
  context.dispose();
  return bijector;
}

describe.each(['cpu', 'wasm'])('MaskedAutoregressive on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.entries(steps))('%s', (_, options) => {
    const dim = options.order.length;
    const point = () => normals([4, dim], Rng.fromSeed(3));
    for (const { name, run } of bijectorChecks(() => given(options), point)) it(name, run);

    it('lets a coordinate depend on those before it, and on no other', async () => {
      using f = given(options);
      const z = normals([dim], Rng.fromSeed(4));
      const slopes = await jacobian((at) => f.inverse(at), z);
      const { order } = options;
      slopes.forEach((slope, k) => {
        const [i, j] = [Math.floor(k / dim), k % dim];
        const gap = (order[i] as number) - (order[j] as number);
        if (gap < 0) expect(slope).toBe(0);
        if (gap === 0) expect(slope).toBeGreaterThan(1e-3);
      });
      z.dispose();
    });
  });

  describe('three, permuted, at a batch of contexts', () => {
    const make = () => given(steps['three, permuted'] as MaskedAutoregressiveOptions, [4]);
    for (const { name, run } of bijectorChecks(make, () => normals([4, 3], Rng.fromSeed(3)))) it(name, run);
  });

  it('has every coordinate depend on all before it when there are units enough', async () => {
    using f = given(steps['three, permuted'] as MaskedAutoregressiveOptions);
    const slopes = await jacobian((at) => f.inverse(at), tf.tensor1d([0.1, -0.2, 0.3]));
    // places 1, 2, 0: the first coordinate sees the third, the second sees both
    for (const k of [2, 3, 5]) expect(Math.abs(slopes[k] as number)).toBeGreaterThan(1e-4);
  });

  it('keeps scales away from 0', async () => {
    const step = new MaskedAutoregressive({ order: [0, 1], context: 1, hidden: 2, blocks: 1 });
    const weights = { ...weightsOf(step), 'output.bias': tf.tensor1d([0, 0, -1e6, -1e6]) };
    using f = step.given(weights, tf.zeros([1]));
    const [, logDet] = f.inverseAndLogDet(tf.zeros([2]));
    expect(Math.abs((await logDet.data())[0] as number) - 2 * Math.log(1000)).toBeLessThan(1e-4);
  });

  it('leaves no tensor when it refuses its arguments, and takes over the weights when not', () => {
    const step = new MaskedAutoregressive({ order: [0, 1], context: 1, hidden: 2, blocks: 1 });
    const before = tf.memory().numTensors;
    const weights = weightsOf(step);
    const long = tf.zeros([2]);
    expect(() => step.given(weights, long)).toThrow();
    const context = tf.zeros([1]);
    step.given(weights, context).dispose();
    tf.dispose([long, context]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('hiddenDegrees', () => {
  it('goes round from 1 to dim − 1, and is 0 for one coordinate', () => {
    expect(Array.from(hiddenDegrees(5, 3))).toEqual([1, 2, 1, 2, 1]);
    expect(Array.from(hiddenDegrees(3, 2))).toEqual([1, 1, 1]);
    expect(Array.from(hiddenDegrees(2, 7))).toEqual([1, 2]);
    expect(Array.from(hiddenDegrees(3, 1))).toEqual([0, 0, 0]);
  });
});

describe('MaskedAutoregressive refuses', () => {
  const good = { order: [0, 1], context: 1, hidden: 2, blocks: 1 };
  const make = (options: object) => () => new MaskedAutoregressive({ ...good, ...options });

  it.each([
    [
      { order: [] },
      'order must hold every place from 0 to dim - 1 once; received [] (MaskedAutoregressive).',
    ],
    [{ order: [1, 2] }, /^order must .*; received \[1, 2\]/],
    [{ order: [0, 0] }, /^order must .*; received \[0, 0\]/],
    [{ order: [0, 0.5] }, /^order must .*; received \[0, 0\.5\]/],
    [{ order: [0, Number.NaN] }, /^order must .*; received \[0, NaN\]/],
    [{ order: 'ab' }, /^order must .*; received "ab"/],
    [{ order: undefined }, /^order must .*; received undefined/],
    [{ context: 0 }, 'context must be an integer from 1; received 0 (MaskedAutoregressive).'],
    [{ hidden: 1.5 }, 'hidden must be an integer from 1; received 1.5 (MaskedAutoregressive).'],
    [{ blocks: '2' }, 'blocks must be an integer from 1; received "2" (MaskedAutoregressive).'],
    [{ hidden: Number.NaN }, /^hidden must be an integer from 1; received NaN/],
    [{ blocks: -1 }, /^blocks must be an integer from 1; received -1/],
  ])('%j', (options, message) => {
    expect(make(options)).toThrow(message);
  });

  it('wrong weights and contexts by name', async () => {
    await tf.setBackend('cpu');
    const step = new MaskedAutoregressive(good);
    const weights = weightsOf(step);
    const { 'hidden.0.bias': bias, ...fewer } = weights;
    const context = tf.zeros([1]);
    expect(() => step.given(fewer, context)).toThrow(
      'weight hidden.0.bias must have shape [2]; received none (MaskedAutoregressive.given).',
    );
    expect(() => step.given({ ...weights, 'output.kernel': context }, context)).toThrow(
      'weight output.kernel must have shape [2, 4]; received [1] (MaskedAutoregressive.given).',
    );
    expect(() => step.given(weights, tf.zeros([3, 2]))).toThrow(
      'context must have shape [..., 1]; received [3, 2] (MaskedAutoregressive.given).',
    );
    expect(() => step.given(undefined as never, context)).toThrow(
      /^weight input\.kernel must have shape \[2, 2\]/,
    );
    bias?.dispose();
  });
});
