import { matrix, Rng, SbiError } from '@sbi/core';
import * as sbi from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before).toBe(0);
});

/** Says the whole message of the SbiError that `compute` throws. */
function messageOf(compute: () => unknown): string {
  try {
    compute();
  } catch (error) {
    expect(SbiError.isInstance(error)).toBe(true);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('did not throw');
}

/** Runs `compute` with tensors that are gone after it. */
const withTensor = (tensor: () => tf.Tensor, compute: (tensor: tf.Tensor) => unknown) => () => {
  const made = tensor();
  try {
    return compute(made);
  } finally {
    made.dispose();
  }
};
// what JavaScript lets through and TypeScript does not
const anything = (value: unknown) => value as never;
const { BoxUniform, DiagNormal, Joint, LogNormal, MultivariateNormal, Transformed } = sbi;
const { Affine, Chain, Exp, HalfLine, Interval, Permute, Stack, TriangularAffine } = sbi;

describe('constructors say what must hold', () => {
  it.each<[string, () => unknown]>([
    [
      'low must be below high in float32; received low 1, high 0 at index 1 (BoxUniform).',
      () => new BoxUniform([0, 1], [1, 0]),
    ],
    [
      'low must be below high in float32; received low 1, high 1 at index 0 (BoxUniform).',
      () => new BoxUniform(1, 1),
    ],
    [
      'low must be below high in float32; received low 100000000, high 100000001 at index 0 (BoxUniform).',
      () => new BoxUniform(1e8, 1e8 + 1),
    ],
    ['high must have length 2, as low; received 3 (BoxUniform).', () => new BoxUniform([0, 0], [1, 1, 1])],
    [
      'low must hold finite float32 numbers only; received NaN at index 1 (BoxUniform).',
      () => new BoxUniform([0, NaN], 1),
    ],
    [
      'high must hold finite float32 numbers only; received Infinity at index 0 (BoxUniform).',
      () => new BoxUniform(0, Infinity),
    ],
    [
      'high must hold finite float32 numbers only; received 1e+39 at index 0 (BoxUniform).',
      () => new BoxUniform(0, 1e39),
    ],
    [
      'high must lie within 3.4e38 of low; received 3e+38 at index 0 (BoxUniform).',
      () => new BoxUniform(-3e38, 3e38),
    ],
    ['low must hold at least one number; received none (BoxUniform).', () => new BoxUniform([], [])],
    [
      'low must be a number or a list of numbers; received "0" (BoxUniform).',
      () => new BoxUniform(anything('0'), 1),
    ],
    [
      'low must be a number or a list of numbers; received undefined (BoxUniform).',
      () => new BoxUniform(anything(undefined), 1),
    ],
    [
      'high must be a number or a list of numbers; received null (BoxUniform).',
      () => new BoxUniform(0, anything(null)),
    ],
    [
      'low must hold finite float32 numbers only; received [1, 2] at index 0 (BoxUniform).',
      () => new BoxUniform(anything([[1, 2]]), 3),
    ],
    [
      'low must be plain numbers, which are needed outside tensors too; received a tensor (BoxUniform).',
      withTensor(
        () => tf.zeros([2]),
        (low) => new BoxUniform(anything(low), 1),
      ),
    ],
    [
      'scale must be positive in float32; received -1 at index 1 (DiagNormal).',
      () => new DiagNormal([0, 0], [1, -1]),
    ],
    [
      'scale must be positive in float32; received 1e-50 at index 0 (DiagNormal).',
      () => new DiagNormal([0], 1e-50),
    ],
    ['scale must have length 2, as loc; received 3 (DiagNormal).', () => new DiagNormal([0, 0], [1, 1, 1])],
    [
      'loc must hold finite float32 numbers only; received NaN at index 0 (DiagNormal).',
      () => new DiagNormal(NaN, 1),
    ],
    [
      'loc must have shape [..., D]; received [] (DiagNormal).',
      withTensor(
        () => tf.scalar(0),
        (loc) => new DiagNormal(loc, 1),
      ),
    ],
    [
      'loc must have shape [..., D]; received [2, 0] (DiagNormal).',
      withTensor(
        () => tf.zeros([2, 0]),
        (loc) => new DiagNormal(loc, 1),
      ),
    ],
    [
      'loc must be float32; received dtype int32 (DiagNormal).',
      withTensor(
        () => tf.zeros([2], 'int32'),
        (loc) => new DiagNormal(loc, 1),
      ),
    ],
    [
      'scale must be positive in float32; received 0 at index 0 (DiagNormal).',
      withTensor(
        () => tf.zeros([2]),
        (loc) => new DiagNormal(loc, [0, 1]),
      ),
    ],
    ['scale must be positive in float32; received 0 at index 0 (LogNormal).', () => new LogNormal([0, 1], 0)],
    [
      'covariance must have 2 rows, as loc; received 3 rows (MultivariateNormal).',
      () =>
        new MultivariateNormal(
          [0, 0],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        ),
    ],
    [
      'covariance must have 2 numbers in row 1; received [0] (MultivariateNormal).',
      () => new MultivariateNormal([0, 0], [[1, 0], [0]]),
    ],
    [
      'covariance must hold finite numbers only; received NaN at (0, 1) (MultivariateNormal).',
      () =>
        new MultivariateNormal(
          [0, 0],
          [
            [1, NaN],
            [0, 1],
          ],
        ),
    ],
    [
      'covariance must be a list of rows of numbers; received 1 (MultivariateNormal).',
      () => new MultivariateNormal([0], anything(1)),
    ],
    [
      'matrix must be symmetric; received 0.5 and 0.1 at (1, 0) (covariance of MultivariateNormal).',
      () =>
        new MultivariateNormal(
          [0, 0],
          [
            [1, 0.1],
            [0.5, 1],
          ],
        ),
    ],
    [
      'matrix must be positive definite; received pivot -3 in row 1 (covariance of MultivariateNormal).',
      () =>
        new MultivariateNormal(
          [0, 0],
          [
            [1, 2],
            [2, 1],
          ],
        ),
    ],
    [
      'covariance must have standard deviations between 1e-38 and 1e38; received 1e-50 in row 0 (MultivariateNormal).',
      () => new MultivariateNormal([0], [[1e-100]]),
    ],
    ['parts must be an object of distributions; received null (Joint).', () => new Joint(anything(null))],
    [
      'base must be a Distribution; received an object (Transformed).',
      () => new Transformed(anything(new Exp()), new Exp()),
    ],
    [
      'bijector must be a Bijector; received undefined (Transformed).',
      () => new Transformed(new BoxUniform(0, 1), anything(undefined)),
    ],
    ['part 1 must be a Bijector; received 2 (Chain).', () => new Chain([new Exp(), anything(2)])],
    ['bijector must be a Bijector; received 1 (Inverse).', () => new sbi.Inverse(anything(1))],
    ['parts must hold at least one distribution; received none (Joint).', () => new Joint({})],
    [
      'parts must have names that are not empty and no whole numbers; received "1" (Joint).',
      () => new Joint({ 1: new BoxUniform(0, 1) }),
    ],
    [
      'parts must have names that are not empty and no whole numbers; received "" (Joint).',
      () => new Joint({ '': new BoxUniform(0, 1) }),
    ],
    ['part a must be a Distribution; received 1 (Joint).', () => new Joint({ a: anything(1) })],
    [
      'parts must give every coordinate its own name; received a_1 twice (Joint).',
      () => new Joint({ a: new BoxUniform([0, 0], 1), a_1: new BoxUniform(0, 1) }),
    ],
    [
      'part a must have batch shape []; received [4] (Joint).',
      () => sbi.inScope(() => new Joint({ a: new DiagNormal(tf.zeros([4, 2]), 1) })),
    ],
    [
      'bijector must have dim 2, as the base; received dim 3 (Transformed).',
      () => new Transformed(new BoxUniform([0, 0], 1), new Permute([0, 1, 2])),
    ],
    [
      'base must have batch shape [] or [3, 4], as the result; received [4] (Transformed).',
      () =>
        sbi.inScope(
          () => new Transformed(new DiagNormal(tf.zeros([4, 2]), 1), new Affine(tf.zeros([3, 1, 2]), 1)),
        ),
    ],
    ['scale must not be 0 in float32; received 0 at index 1 (Affine).', () => new Affine([0, 0], [1, 0])],
    [
      'lower must be 0 above the diagonal; received 1 at (0, 1) (TriangularAffine).',
      () =>
        new TriangularAffine(
          [0, 0],
          [
            [1, 1],
            [0, 1],
          ],
        ),
    ],
    [
      'lower must have finite float32 numbers, positive on the diagonal; received -1 at (1, 1) (TriangularAffine).',
      () =>
        new TriangularAffine(
          [0, 0],
          [
            [1, 0],
            [0, -1],
          ],
        ),
    ],
    [
      'lower must have 2 rows, as shift has numbers; received 1 rows (TriangularAffine).',
      () => new TriangularAffine([0, 0], [[1]]),
    ],
    [
      'low must be below high in float32; received low 2, high 1 at index 0 (Interval).',
      () => new Interval(2, 1),
    ],
    ['direction must be 1 or -1; received 0 (HalfLine).', () => new HalfLine([0], anything(0))],
    ['order must hold each of 0 … 2 once; received [0, 0, 1] (Permute).', () => new Permute([0, 0, 1])],
    ['order must hold at least one number; received none (Permute).', () => new Permute([])],
    ['parts must be a list of at least one bijector; received [] (Chain).', () => new Chain([])],
    [
      'parts must agree on the length of an event; received dims 2, 1 (Chain).',
      () => new Chain([new Permute([1, 0]), new Affine(0, 1)]),
    ],
    ['parts must be a list of at least one bijector; received [] (Stack).', () => new Stack([], [])],
    [
      'dims must hold 1 lengths, one for each part; received [1, 1] (Stack).',
      () => new Stack([new Exp()], [1, 1]),
    ],
    ['dims must hold integers from 1; received 0 at index 0 (Stack).', () => new Stack([new Exp()], [0])],
    [
      'dims must be 2 at index 0, as its part; received 3 (Stack).',
      () => new Stack([new Permute([1, 0])], [3]),
    ],
    ['high must have length 2, as low; received 1 (box).', () => sbi.box([0, 0], [1])],
    [
      'low must be below high in float32; received low NaN, high 1 at index 0 (box).',
      () => sbi.box([NaN], [1]),
    ],
    ['low must hold at least one number; received none (box).', () => sbi.box([], [])],
    ['dim must be an integer from 1; received 0 (realSpace).', () => sbi.realSpace(0)],
    [
      'theta must have 1 columns; received [1, 2] (contains).',
      () => sbi.contains(sbi.box([0], [1]), matrix([[1, 2]])),
    ],
  ])('%s', (message, compute) => {
    expect(messageOf(compute)).toBe(message);
  });
});

describe('methods say what must hold', () => {
  const p = new BoxUniform([0, 0, 0], 1);
  const f = new Permute([1, 0]);
  it.each<[string, () => unknown]>([
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
      () => sbi.inScope(() => new DiagNormal(tf.zeros([4, 2]), 1).logProb(tf.zeros([3, 2]))),
    ],
    [
      'z must have leading axes that broadcast with the batch shape [4]; received [3, 2] (Affine.forward).',
      () => sbi.inScope(() => new Affine(tf.zeros([4, 2]), 1).forward(tf.zeros([3, 2]))),
    ],
  ])('%s', (message, compute) => {
    expect(messageOf(compute)).toBe(message);
  });

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
});
