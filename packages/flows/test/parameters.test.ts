import { Rng } from '@sbi/core';
import { Parameters } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const spec = { kernel: [2, 3], bias: [3], cube: [1, 2, 1] };
const values = Float32Array.from({ length: 11 }, (_, i) => i);

describe.each(['cpu', 'wasm'])('Parameters on %s', (backend) => {
  let before = 0;
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });

  it('cut a vector into named weights, and gradients back together', async () => {
    using parameters = new Parameters(spec, values);
    const { kernel, bias, cube } = parameters.unpack(parameters.flat);
    expect([kernel?.shape, bias?.shape, cube?.shape]).toEqual([[2, 3], [3], [1, 2, 1]]);
    expect(Array.from(await (bias as tf.Tensor).data())).toEqual([6, 7, 8]);
    tf.dispose([kernel, bias, cube] as tf.Tensor[]);
    const gradient = tf.grad((flat: tf.Tensor) => {
      const weights = parameters.unpack(flat);
      return tf.add(tf.sum(weights['cube'] as tf.Tensor), tf.sum(tf.square(weights['bias'] as tf.Tensor)));
    })(parameters.flat);
    expect(Array.from(await gradient.data())).toEqual([0, 0, 0, 0, 0, 0, 12, 14, 16, 1, 1]);
    gradient.dispose();
  });

  it('may be a single weight', async () => {
    using parameters = new Parameters({ only: [3] }, Float32Array.of(1, 2, 3));
    const only = (flat: tf.Tensor) => parameters.unpack(flat)['only'] as tf.Tensor;
    only(parameters.flat).dispose();
    const gradient = tf.grad((flat: tf.Tensor) => tf.sum(tf.square(only(flat))))(parameters.flat);
    expect(Array.from(await gradient.data())).toEqual([2, 4, 6]);
    gradient.dispose();
  });

  it('copy what they are given and what they hand out', async () => {
    const own = values.slice();
    using parameters = new Parameters(spec, own);
    own.fill(7);
    const read = await parameters.read();
    read.fill(8);
    expect(Array.from(await parameters.read())).toEqual(Array.from(values));
  });

  it('take new values from numbers and from tensors, which stay the caller’s', async () => {
    using parameters = new Parameters(spec, values);
    const flipped = Float32Array.from(values).reverse();
    parameters.assign(flipped);
    flipped.fill(9);
    expect(Array.from(await parameters.read())).toEqual(Array.from(values).reverse());
    const tensor = tf.tensor1d(values.slice());
    parameters.assign(tensor);
    tensor.dispose();
    parameters.assign(parameters.flat);
    expect(Array.from(await parameters.read())).toEqual(Array.from(values));
    tf.tidy(() => parameters.assign(tf.mul(parameters.flat, 2)));
    expect((await parameters.read())[3]).toBe(6);
  });

  it('draw each weight from the stream of its own name', async () => {
    const draw = (_: string, size: number, rng: Rng) =>
      Float32Array.from({ length: size }, () => rng.uniform());
    const { bias, ...fewer } = spec;
    using all = Parameters.initialized(spec, draw, Rng.fromSeed(1));
    using some = Parameters.initialized(fewer, draw, Rng.fromSeed(1));
    const [whole, part] = [await all.read(), await some.read()];
    expect(Array.from(part)).toEqual([...whole.slice(0, 6), ...whole.slice(9)]);
    expect(bias).toEqual([3]);
  });

  it('live until they are disposed, which may be said twice and frees nothing else', async () => {
    const parameters = tf.tidy(() => {
      const made = new Parameters(spec, values);
      return { made } as unknown as tf.TensorContainer;
    }) as unknown as { made: Parameters };
    const shared = tf.tensor1d(values.slice());
    parameters.made.assign(shared);
    parameters.made.dispose();
    parameters.made.dispose();
    expect(Array.from(await shared.data())).toEqual(Array.from(values));
    shared.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const gone = 'Parameters must not be used after dispose().';
    expect(() => parameters.made.flat).toThrow(gone);
    expect(() => parameters.made.assign(values)).toThrow(gone);
    await expect(parameters.made.read()).rejects.toThrow(gone);
  });

  it('leave no tensor when they refuse', () => {
    for (const wrong of [new Float32Array(3), new Float32Array(11).fill(Number.NaN)]) {
      expect(() => new Parameters(spec, wrong)).toThrow();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('Parameters refuse', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const make = (layout: object, list: unknown) => () => new Parameters(layout as never, list as never);

  it.each([
    [{}, values, 'spec must name at least one weight; received none (Parameters).'],
    [
      spec,
      new Float32Array(10),
      'values must hold 11 numbers, one for each weight; received 10 (Parameters).',
    ],
    [spec, [1, 2], 'values must be a Float32Array; received [1, 2] (Parameters).'],
    [spec, undefined, 'values must be a Float32Array; received undefined (Parameters).'],
    [spec, values.with(4, Number.NaN), 'values must be finite; received NaN at index 4 (Parameters).'],
    [spec, values.with(0, Infinity), 'values must be finite; received Infinity at index 0 (Parameters).'],
    [{ kernel: [2, -1] }, values, /^shape must be an integer from 0/],
    [{ kernel: '23' }, values, /^shape must be an integer from 0/],
    [{ kernel: [1e9, 1e9] }, values, /^shape must hold at most 2147483647 elements/],
  ])('%j', (layout, list, message) => {
    expect(make(layout, list)).toThrow(message);
  });

  it('vectors that do not fit', () => {
    using parameters = new Parameters(spec, values);
    const [short, whole, table] = [tf.zeros([3]), tf.zeros([11], 'int32'), tf.zeros([1, 11])];
    const cases: [unknown, string][] = [
      [short, 'have shape [11]; received [3]'],
      [table, 'have shape [11]; received [1, 11]'],
      [whole, 'be a live float32 tensor; received dtype int32'],
      ['no', 'be a live float32 tensor; received "no"'],
    ];
    for (const [wrong, message] of cases) {
      expect(() => parameters.unpack(wrong as never)).toThrow(`flat must ${message} (Parameters.unpack).`);
      if (wrong === 'no') continue;
      expect(() => parameters.assign(wrong as never)).toThrow(`values must ${message} (Parameters.assign).`);
    }
    expect(() => parameters.assign([1] as never)).toThrow(
      'values must be a Float32Array; received [1] (Parameters.assign).',
    );
    expect(() => parameters.assign(values.with(2, -Infinity))).toThrow(
      'values must be finite; received -Infinity at index 2 (Parameters.assign).',
    );
    tf.dispose([short, whole, table]);
    expect(() => parameters.assign(short)).toThrow(
      'values must be a live float32 tensor; received a disposed one (Parameters.assign).',
    );
  });

  it('initializers that give too little', () => {
    const three = () => new Float32Array(3);
    expect(() => Parameters.initialized(spec, three, Rng.fromSeed(1))).toThrow(
      'initialize must give 6 numbers for kernel; received 3 (Parameters.initialized).',
    );
    expect(() => Parameters.initialized(spec, () => undefined as never, Rng.fromSeed(1))).toThrow(
      /received undefined \(Parameters\.initialized\)\.$/,
    );
  });
});
