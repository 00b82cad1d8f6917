import { Rng } from '@sbi/core';
import { Affine, BoxUniform, DiagNormal, Exp, Permute, type WithLogDet } from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { anything, itSays, messageOf, withTensor } from './message.ts';

describe('methods say what must hold', () => {
  const p = new BoxUniform([0, 0, 0], 1);
  const f = new Permute([1, 0]);
  itSays([
    [
      'theta must have shape [..., 3]; received [100, 2] (BoxUniform.logProb).',
      withTensor(
        () => tf.zeros([100, 2]),
        (t) => p.logProb(t),
      ),
    ],
    [
      'theta must have shape [..., 3]; received [] (BoxUniform.logProb).',
      withTensor(
        () => tf.scalar(0),
        (t) => p.logProb(t),
      ),
    ],
    [
      'theta must be a float32 tensor; received dtype int32 (BoxUniform.logProb).',
      withTensor(
        () => tf.zeros([3], 'int32'),
        (t) => p.logProb(t),
      ),
    ],
    [
      'theta must be a tensor; received [0, 0, 0] (BoxUniform.logProb).',
      () => p.logProb(anything([0, 0, 0])),
    ],
    [
      'theta must be a tensor; received undefined (BoxUniform.logProb).',
      () => p.logProb(anything(undefined)),
    ],
    [
      'shape must be an integer from 0, or a list of them; received -1 (BoxUniform.sample).',
      () => p.sample(-1, Rng.fromSeed(1)),
    ],
    [
      'shape must be an integer from 0, or a list of them; received [1, 0.5] (BoxUniform.sampleAndLogProb).',
      () => p.sampleAndLogProb([1, 0.5], Rng.fromSeed(1)),
    ],
    ['rng must be an Rng; received 1 (BoxUniform.sample).', () => p.sample(1, anything(1))],
    ['rng must be an Rng; received undefined (BoxUniform.sample).', () => p.sample(1, anything(undefined))],
    [
      'z must have shape [..., 2]; received [3] (Permute.forward).',
      withTensor(
        () => tf.zeros([3]),
        (z) => f.forward(z),
      ),
    ],
    [
      'theta must have shape [..., 2]; received [2, 1] (Permute.inverseAndLogDet).',
      withTensor(
        () => tf.zeros([2, 1]),
        (t) => f.inverseAndLogDet(t),
      ),
    ],
    [
      'z must have shape [..., D]; received [] (Exp.forwardAndLogDet).',
      withTensor(
        () => tf.scalar(1),
        (z) => new Exp().forwardAndLogDet(z),
      ),
    ],
    ['theta must be a tensor; received 1 (Permute.inverse).', () => f.inverse(anything(1))],
    [
      'theta must have leading axes that broadcast with the batch shape [4]; received [3, 2] (DiagNormal.logProb).',
      () => tf.tidy(() => new DiagNormal(tf.zeros([4, 2]), 1).logProb(tf.zeros([3, 2]))),
    ],
    [
      'z must have leading axes that broadcast with the batch shape [4]; received [3, 2] (Affine.forward).',
      () => tf.tidy(() => new Affine(tf.zeros([4, 2]), 1).forward(tf.zeros([3, 2]))),
    ],
  ]);

  it('throws by name after dispose', () => {
    const gone = new BoxUniform(0, 1);
    gone.dispose();
    gone.dispose();
    expect(messageOf(() => gone.sample(1, Rng.fromSeed(1)))).toBe(
      'BoxUniform.sample must not be called after dispose().',
    );
    const map = new Exp();
    map[Symbol.dispose]();
    expect(
      messageOf(
        withTensor(
          () => tf.zeros([1]),
          (z) => map.forward(z),
        ),
      ),
    ).toBe('Exp.forward must not be called after dispose().');
  });

  it('throws by name where a scope took its tensors', () => {
    const lost = { distribution: new DiagNormal(0, 1) };
    tf.tidy(() => {
      lost.distribution = new DiagNormal(tf.zeros([2]), 1);
    });
    expect(messageOf(() => lost.distribution.sample(1, Rng.fromSeed(1)))).toBe(
      'DiagNormal.sample must not be called after dispose().',
    );
  });

  it('tells the author of a class that its maths gives another shape', () => {
    class Summed extends Exp {
      protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
        return [tf.exp(z), tf.sum(z, -1, true)];
      }
    }
    const call = () => tf.tidy(() => [...new Summed().forwardAndLogDet(tf.zeros([5, 2]))]);
    expect(call).toThrow(new TypeError('Summed made shape [5,1] where [5] is due.'));
  });
});
