import * as sbi from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { anything, itSays, messageOf, withTensor } from './message.ts';

const { LowerUpper, RationalQuadraticSpline, bijectorFrom } = sbi;
const even = [0, 0, 0, 0, 0];

describe('splines and LU layers say what must hold', () => {
  itSays([
    [
      'parameters must have 3K - 1 columns, with K from 2 to 500 bins; received 6 columns (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([[...even, 0]]),
    ],
    [
      'parameters must have 3K - 1 columns, with K from 2 to 500 bins; received 2 columns (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([[0, 0]]),
    ],
    [
      'row 1 of parameters must have 5 numbers, as row 0; received 2 (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([even, [0, 0]]),
    ],
    [
      'row 1 of parameters must hold finite float32 numbers only; received NaN at index 4 (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([even, [0, 0, 0, 0, NaN]]),
    ],
    [
      'parameters must be a list of rows of numbers or a tensor; received [] (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([]),
    ],
    [
      'parameters must be a list of rows of numbers or a tensor; received undefined (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline(anything(undefined)),
    ],
    [
      'row 0 of parameters must be a number or a list of numbers; received "0" (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline(anything(['0'])),
    ],
    [
      'parameters must have shape [..., D, 3K - 1]; received [5] (RationalQuadraticSpline).',
      withTensor(
        () => tf.zeros([5]),
        (parameters) => new RationalQuadraticSpline(parameters),
      ),
    ],
    [
      'parameters must be float32; received dtype int32 (RationalQuadraticSpline).',
      withTensor(
        () => tf.zeros([1, 5], 'int32'),
        (parameters) => new RationalQuadraticSpline(parameters),
      ),
    ],
    [
      'bound must be positive and finite in float32; received 0 (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([even], 0),
    ],
    [
      'bound must be positive and finite in float32; received Infinity (RationalQuadraticSpline).',
      () => new RationalQuadraticSpline([even], Infinity),
    ],
    ['packed must have shape [D, D]; received [1, 2] (LowerUpper).', () => new LowerUpper([[1, 2]], 0)],
    [
      'packed must have shape [D, D]; received [4, 2, 2] (LowerUpper).',
      withTensor(
        () => tf.zeros([4, 2, 2]),
        (packed) => new LowerUpper(packed, 0),
      ),
    ],
    ['bias must hold 1 numbers; received 2 (LowerUpper).', () => new LowerUpper([[1]], [0, 0])],
    [
      'bias must hold finite float32 numbers only; received Infinity at index 0 (LowerUpper).',
      () => new LowerUpper([[1]], Infinity),
    ],
  ]);
});

it('refuses recipes that are none', () => {
  const refusal = (recipe: unknown) => messageOf(() => bijectorFrom(recipe), 'serialization');
  expect(refusal({ kind: 'rationalQuadraticSpline', parameters: [even], bound: [3] })).toBe(
    'bijector.bound must be a number; received [3].',
  );
  expect(refusal({ kind: 'rationalQuadraticSpline', parameters: [even, 1], bound: 3 })).toBe(
    'bijector.parameters must be a list of rows of numbers; received a list of 2 entries.',
  );
  expect(refusal({ kind: 'rationalQuadraticSpline', parameters: [[1]], bound: 3 })).toBe(
    'bijector (rationalQuadraticSpline) cannot be built: parameters must have 3K - 1 columns, with K from 2 to 500 bins; received 1 columns (RationalQuadraticSpline).',
  );
  expect(refusal({ kind: 'lowerUpper', packed: [[1]], bias: [1, 2] })).toBe(
    'bijector (lowerUpper) cannot be built: bias must hold 1 numbers; received 2 (LowerUpper).',
  );
});
