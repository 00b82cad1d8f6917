import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '../src/index.ts';
import { expectClose } from '../src/testing/index.ts';
import { backends, start } from './backends.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

// Away from kinks, inside every domain.
const POINT = [0.3, 0.8, 1.7, 2.2, 0.6, 1.1];
const other = [0.9, 0.4, 1.3, 0.7, 2.1, 1.6];
const b = () => tf.tensor2d(other, [2, 3]);

const ops: Record<string, Unary> = {
  abs: (x) => tf.abs(tf.sub(x, 1)),
  add: (x) => tf.add(x, b()),
  addN: (x) => tf.addN([x, tf.square(x), b()]),
  batchMatMul: (x) => tf.matMul(x, b(), false, true),
  broadcastTo: (x) => tf.broadcastTo(tf.reshape(x, [2, 1, 3]), [2, 4, 3]),
  cast: (x) => tf.cast(x, 'float32'),
  clipByValue: (x) => tf.clipByValue(x, 0.5, 2),
  concat: (x) => tf.concat([x, tf.square(x)], 1),
  cos: tf.cos,
  cumsum: (x) => tf.cumsum(x, 1),
  div: (x) => tf.div(b(), x),
  erf: tf.erf,
  exp: tf.exp,
  expandDims: (x) => tf.expandDims(x, 1),
  expm1: tf.expm1,
  floor: (x) => tf.add(tf.floor(x), x),
  identity: (x) => tf.clone(x),
  log: tf.log,
  log1p: tf.log1p,
  logSoftmax: (x) => tf.logSoftmax(x),
  logSumExp: (x) => tf.logSumExp(x, 1),
  max: (x) => tf.max(x, 1),
  maximum: (x) => tf.maximum(x, b()),
  mean: (x) => tf.mean(x, 1),
  min: (x) => tf.min(x, 1),
  minimum: (x) => tf.minimum(x, b()),
  mul: (x) => tf.mul(x, b()),
  neg: tf.neg,
  onesLike: (x) => tf.mul(tf.onesLike(x), x),
  pad: (x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  pow: (x) => tf.pow(x, 3),
  reciprocal: tf.reciprocal,
  relu: (x) => tf.relu(tf.sub(x, 1)),
  reshape: (x) => tf.reshape(x, [3, 2]),
  reverse: (x) => tf.reverse(x, 1),
  rsqrt: tf.rsqrt,
  sigmoid: tf.sigmoid,
  sign: (x) => tf.mul(tf.sign(tf.sub(x, 1)), x),
  sin: tf.sin,
  slice: (x) => tf.slice(x, [0, 1], [2, 1]),
  softmax: (x) => tf.softmax(x),
  softplus: tf.softplus,
  split: (x) => (tf.split(x, 3, 1) as tf.Tensor[])[1] as tf.Tensor,
  sqrt: tf.sqrt,
  square: tf.square,
  squaredDifference: (x) => tf.squaredDifference(x, b()),
  stack: (x) => tf.stack([x, tf.square(x)]),
  step: (x) => tf.mul(tf.step(tf.sub(x, 1)), x),
  sub: (x) => tf.sub(b(), x),
  sum: (x) => tf.sum(x, 0),
  tanh: tf.tanh,
  tile: (x) => tf.tile(x, [2, 1]),
  transpose: (x) => tf.transpose(x),
  unstack: (x) => tf.unstack(x)[1] as tf.Tensor,
  where: (x) => tf.where(tf.tensor2d([1, 0, 1, 0, 0, 1], [2, 3], 'bool'), x, tf.square(x)),
  zerosLike: (x) => tf.add(tf.zerosLike(x), x),
};

describe.each(backends)('importing the package registers the gradients on %s:', (backend) => {
  beforeAll(() => start(backend));

  it.each(Object.keys(ops))('%s', async (name) => {
    // a weighted sum of squares, so that every entry counts differently and its cotangent is not constant
    const loss = (x: tf.Tensor) => {
      const value = (ops[name] as Unary)(x);
      const weights = tf.reshape(tf.linspace(0.5, 1.5, value.size), value.shape);
      return tf.sum(tf.mul(tf.square(value), weights));
    };
    const at = (x: readonly number[]) =>
      tf.tidy(() => loss(tf.tensor2d([...x], [2, 3])).dataSync()[0] as number);
    const gradient = tf.tidy(() =>
      tf
        .grad(loss)(tf.tensor2d(POINT, [2, 3]))
        .dataSync(),
    );
    const slope = (i: number, h: number) => {
      const shifted = (by: number) => at(POINT.map((value, j) => (i === j ? value + by : value)));
      return (shifted(h) - shifted(-h)) / (2 * h);
    };
    // Richardson: the error is of order h⁴; what remains is the rounding of float32, some 10⁻⁵ of the loss over h
    const differences = POINT.map((_, i) => (4 * slope(i, 1 / 128) - slope(i, 1 / 64)) / 3);
    const scale = Math.max(...differences.map(Math.abs), 1);
    const scaled = [gradient, differences].map((list) => Array.from(list, (value) => value / scale));
    expectClose(scaled[0] as number[], scaled[1] as number[], 1e-3, name);
  });

  it('and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() =>
      tf
        .grad((x) => tf.sum(tf.softplus(tf.mul(x, x))))(tf.tensor1d([1, 2]))
        .dataSync(),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('`using` finds Symbol.dispose on every engine', () => {
  expect(typeof Symbol.dispose).toBe('symbol');
});
