import { Rng } from '@sbi/core';
import {
  Affine,
  BoxUniform,
  Chain,
  DiagNormal,
  Exp,
  Inverse,
  inScope,
  Joint,
  LogNormal,
  Stack,
  Transformed,
} from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

const count = () => tf.memory().numTensors;

/** How many tensors `make` leaves, and after disposing what it made. */
function tensorsOf(make: () => { dispose(): void }): [held: number, left: number] {
  const before = count();
  const made = make();
  const held = count() - before;
  made.dispose();
  return [held, count() - before];
}

describe('what is made of numbers holds no tensors', () => {
  it.each<[string, () => { dispose(): void }]>([
    ['BoxUniform', () => new BoxUniform([0, 0], 1)],
    ['Joint', () => new Joint({ a: new LogNormal(0, 1), b: new BoxUniform(0, 1) })],
    ['Chain', () => new Chain([new Affine(0, 1), new Exp()])],
  ])('%s', (_, make) => {
    expect(tensorsOf(make)).toEqual([0, 0]);
  });
});

describe('what is made of tensors holds clones, and frees them with its parts', () => {
  const loc = tf.zeros([2]);
  const scale = tf.ones([2]);
  it.each<[string, number, () => { dispose(): void }]>([
    ['DiagNormal', 2, () => new DiagNormal(loc, scale)],
    ['DiagNormal of one tensor', 1, () => new DiagNormal(loc, 1)],
    ['LogNormal', 2, () => new LogNormal(loc, scale)],
    ['Joint', 3, () => new Joint({ a: new DiagNormal(loc, scale), b: new LogNormal(loc, 1) })],
    ['Transformed', 4, () => new Transformed(new DiagNormal(loc, scale), new Affine(loc, scale))],
    [
      'Chain in an Inverse',
      4,
      () => new Inverse(new Chain([new Affine(loc, scale), new Affine(loc, scale)])),
    ],
    ['Stack', 2, () => new Stack([new Affine(loc, scale), new Exp()], [2, 1])],
  ])('%s', (_, held, make) => {
    expect(tensorsOf(make)).toEqual([held, 0]);
    expect([loc.isDisposed, scale.isDisposed]).toEqual([false, false]);
  });
});

it('parts are taken over: theirs is the fate of the whole', () => {
  const loc = tf.zeros([2]);
  const part = new DiagNormal(loc, 1);
  new Transformed(part, new Exp()).dispose();
  expect(() => part.sample(1, Rng.fromSeed(1))).toThrow(
    'DiagNormal.sample must not be called after dispose().',
  );
  loc.dispose();
});

it('conditions in a scope, on tensors that need not outlive it', async () => {
  const weights = tf.tensor2d([[1, 2]]);
  const given = (x: tf.Tensor) =>
    inScope(() => {
      const shift = tf.matMul(x, weights);
      return new Transformed(new DiagNormal([0, 0], 1), new Affine(shift, tf.exp(shift)));
    });
  const x = tf.tensor2d([[0], [1]]);
  const before = count();
  const q = given(x);
  expect(count() - before).toBe(2);
  expect(q.batchShape).toEqual([2]);
  const logProb = tf.tidy(() => q.logProb(tf.zeros([2])));
  expect((await logProb.data()).length).toBe(2);
  logProb.dispose();
  q.dispose();
  expect(count()).toBe(before);
  tf.dispose([x, weights]);
});

it('lets gradients through to the tensors that it was made of', async () => {
  const loss = (shift: tf.Tensor) =>
    tf.sum(new Transformed(new DiagNormal([0, 0], 1), new Affine(shift, 2)).logProb(tf.tensor1d([1, 3])));
  const shift = tf.tensor1d([0, 1]);
  const gradient = tf.grad(loss)(shift);
  // d/dμ of −(θ − μ)²/8
  expect(Array.from(await gradient.data())).toEqual([0.25, 0.5]);
  tf.dispose([shift, gradient]);
});
