import { matrix } from '@sbi/core';
import * as sbi from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import { describe } from 'vitest';
import { anything, itSays } from './message.ts';

const { Affine, Chain, Exp, HalfLine, Interval, Permute, Stack, TriangularAffine } = sbi;

describe('bijectors and supports say what must hold', () => {
  itSays([
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
  ]);
});
