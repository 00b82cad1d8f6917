import * as sbi from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { anything, itSays, withTensor } from './message.ts';

const { BoxUniform, DiagNormal, Joint, LogNormal, MultivariateNormal, Transformed } = sbi;
const { Affine, Chain, Exp, Permute } = sbi;

describe('distributions say what must hold', () => {
  itSays([
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
    [
      'parts must be distributions by name, as in { beta: prior }; received null (Joint).',
      () => new Joint(anything(null)),
    ],
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
  ]);
});
