import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noGrad } from '../src/index.ts';
import { expectOwns } from '../src/testing/index.ts';
import { backends, start } from './backends.ts';

describe.each(backends)('noGrad on %s', (backend) => {
  beforeAll(() => start(backend));

  const slopeAt = (f: (x: tf.Tensor) => tf.Tensor, at: number[]) =>
    tf.tidy(() =>
      Array.from(
        tf
          .grad((x) => tf.sum(f(x)))(tf.tensor1d(at))
          .dataSync(),
      ),
    );

  it('lets a comparison stand inside a gradient, which tfjs alone refuses', () => {
    const relu = (mask: (compute: () => tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
      tf.mul(
        x,
        tf.cast(
          mask(() => tf.greater(x, 0)),
          'float32',
        ),
      );
    expect(() =>
      slopeAt(
        relu((compute) => compute()),
        [1],
      ),
    ).toThrow(/gradient function not found/i);
    expect(slopeAt(relu(noGrad), [-2, 3])).toEqual([0, 1]);
  });

  it('makes what is computed inside a constant', () => {
    expect(
      slopeAt(
        (x) =>
          tf.mul(
            noGrad(() => tf.square(x)),
            x,
          ),
        [3],
      ),
    ).toEqual([9]);
  });

  it('makes a tensor from outside a constant too', () => {
    expect(
      slopeAt(
        (x) =>
          tf.mul(
            noGrad(() => x),
            x,
          ),
        [3],
      ),
    ).toEqual([3]);
    expect(
      slopeAt(
        (x) =>
          tf.mul(
            noGrad(() => tf.tidy(() => x)),
            x,
          ),
        [3],
      ),
    ).toEqual([3]);
  });

  it('returns one new tensor and leaves no intermediate, inside a gradient and outside', async () => {
    const x = tf.tensor1d([1, 2]);
    await expectOwns(1, () => noGrad(() => tf.add(tf.square(x), tf.exp(x))), 'computed');
    await expectOwns(1, () => noGrad(() => x), 'borrowed');
    await expectOwns(
      1,
      () =>
        tf.grad((z) =>
          tf.mul(
            noGrad(() => tf.add(tf.square(z), 1)),
            z,
          ),
        )(x),
      'gradient',
    );
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });
});
