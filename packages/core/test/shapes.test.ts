import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { asShape, broadcastShapes, expectEvents, leadShape, ShapeError, sizeOf } from '../src/index.ts';
import { start } from './backends.ts';

describe('sizeOf', () => {
  it.each([
    [[], 1],
    [[4], 4],
    [[2, 3, 4], 24],
    [[2, 0], 0],
  ])('of %j is %d', (shape, size) => expect(sizeOf(shape)).toBe(size));
});

describe('broadcastShapes', () => {
  it.each([
    [[], [], []],
    [[3], [], [3]],
    [[2, 3], [3], [2, 3]],
    [
      [4, 1, 3],
      [2, 1],
      [4, 2, 3],
    ],
    [[1], [0], [0]],
  ])('%j and %j give %j, either way round', (a, b, expected) => {
    expect(broadcastShapes(a, b, 'f')).toEqual(expected);
    expect(broadcastShapes(b, a, 'f')).toEqual(expected);
  });

  it.each([
    [[2], [3]],
    [[2, 3], [2]],
    [[0], [2]],
  ])('%j and %j do not fit', (a, b) => {
    expect(() => broadcastShapes(a, b, 'f')).toThrow(
      `shapes must broadcast to [${a.join(', ')}]; received [${b.join(', ')}] (f).`,
    );
  });
});

describe('asShape', () => {
  it('makes a shape of a count', () => {
    expect(asShape(5, 'f')).toEqual([5]);
    expect(asShape(0, 'f')).toEqual([0]);
    expect(asShape([], 'f')).toEqual([]);
    expect(asShape([4, 3], 'f')).toEqual([4, 3]);
  });

  const form = 'shape must be an integer from 0, or a list of them';
  it.each([
    [-1, `${form}; received -1 (f).`],
    [1.5, `${form}; received 1.5 (f).`],
    [Number.NaN, `${form}; received NaN (f).`],
    [Number.POSITIVE_INFINITY, `${form}; received Infinity (f).`],
    [[2, -1], `${form}; received [2, -1] (f).`],
    ['3', `${form}; received "3" (f).`],
    [null, `${form}; received null (f).`],
    [undefined, `${form}; received undefined (f).`],
    [2n, `${form}; received a bigint (f).`],
    [{ length: 1 }, `${form}; received an object (f).`],
    [new Array(1e6).fill(0.5), `${form}; received a list of 1000000 entries (f).`],
    [1e10, 'shape must hold at most 2147483647 elements; received 10000000000 (f).'],
    [[65536, 65536], 'shape must hold at most 2147483647 elements; received [65536, 65536] (f).'],
  ])('refuses %#', (shape, message) => {
    expect(() => asShape(shape as number, 'f')).toThrow(ShapeError);
    expect(() => asShape(shape as number, 'f')).toThrow(message);
  });
});

describe('expectEvents and leadShape', () => {
  beforeAll(() => start('cpu'));

  it('tell the event from what stands in front', () => {
    const tensor = tf.zeros([4, 2, 3]);
    expectEvents(tensor, [3], 'theta', 'f');
    expectEvents(tensor, [2, 3], 'theta', 'f');
    expectEvents(tensor, [], 'theta', 'f');
    expect(leadShape(tensor, [3])).toEqual([4, 2]);
    expect(leadShape(tensor, [])).toEqual([4, 2, 3]);
    expect(leadShape(tensor, [4, 2, 3])).toEqual([]);
    tensor.dispose();
    const none = tf.zeros([0, 3]);
    expectEvents(none, [3], 'theta', 'f');
    none.dispose();
  });

  it.each<[string, () => unknown, string]>([
    ['another length', () => tf.zeros([100, 2]), 'theta must have shape [..., 3]; received [100, 2] (f).'],
    ['a scalar', () => tf.scalar(1), 'theta must have shape [..., 3]; received [] (f).'],
    [
      'whole numbers',
      () => tf.zeros([3], 'int32'),
      'theta must be a float32 tensor; received dtype int32 (f).',
    ],
    ['a list', () => [1, 2, 3], 'theta must be a tensor; received [1, 2, 3] (f).'],
    ['nothing', () => undefined, 'theta must be a tensor; received undefined (f).'],
    [
      'a disposed tensor',
      () => {
        const tensor = tf.zeros([3]);
        tensor.dispose();
        return tensor;
      },
      'theta must be a live tensor; received a disposed one (f).',
    ],
  ])('refuse %s', (_, make, message) => {
    const value = make() as tf.Tensor;
    expect(() => expectEvents(value, [3], 'theta', 'f')).toThrow(message);
    if (value instanceof tf.Tensor) value.dispose();
  });
});
