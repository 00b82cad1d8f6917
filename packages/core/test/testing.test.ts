import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../src/index.ts';
import { expectClose, expectOwns, expectThrows, jacobian, logAbsDet } from '../src/testing/index.ts';
import { start } from './backends.ts';

beforeAll(() => start('cpu'));

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;

describe('expectClose', () => {
  it.each([
    [[1, 2], [1.0009, 2.0019], 1e-3],
    [[0], [-0], 0],
    [[infinity, -infinity, nan], [infinity, -infinity, nan], 0],
    [[], [], 0],
  ])('lets %j be %j to %d', (actual, expected, tolerance) => {
    expectClose(actual, expected, tolerance, 'it');
  });

  it.each([
    [[1.1], [1], 'it: entry 0 is 1.1, expected 1 within 0.01.'],
    [[0, 102], [0, 100], 'it: entry 1 is 102, expected 100 within 0.01.'],
    [[1], [1, 2], 'it: 1 numbers where 2 were expected.'],
    [[nan], [1], 'it: entry 0 is NaN, expected 1 within 0.01.'],
    [[1], [nan], 'it: entry 0 is 1, expected NaN within 0.01.'],
    [[5], [infinity], 'it: entry 0 is 5, expected Infinity within 0.01.'],
    [[-infinity], [infinity], 'it: entry 0 is -Infinity, expected Infinity within 0.01.'],
    [[infinity], [5], 'it: entry 0 is Infinity, expected 5 within 0.01.'],
  ])('does not let %j be %j', (actual, expected, message) => {
    expect(() => expectClose(actual, expected, 0.01, 'it')).toThrow(message);
  });
});

describe('expectOwns', () => {
  it('counts what is left, and disposes it', async () => {
    const x = tf.scalar(2);
    const before = tf.memory().numTensors;
    await expectOwns(1, () => tf.square(x), 'one');
    await expectOwns(2, () => [tf.square(x), tf.exp(x)], 'two');
    await expectOwns(0, () => [], 'none');
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it('finds a leak, a borrowed result, and another number of results', async () => {
    const x = tf.scalar(2);
    const leaks: tf.Tensor[] = [];
    const leaking = () => {
      leaks.push(tf.exp(x));
      return tf.square(x);
    };
    await expect(expectOwns(1, leaking, 'f')).rejects.toThrow('f: left 2 tensors where 1 were expected.');
    await expect(expectOwns(2, leaking, 'f')).rejects.toThrow('f: returned 1 tensors where 2 were expected.');
    const borrowed = tf.scalar(3);
    await expect(expectOwns(1, () => borrowed, 'f')).rejects.toThrow(
      'f: left 0 tensors where 1 were expected.',
    );
    tf.dispose([x, ...leaks]);
  });
});

describe('expectThrows', () => {
  it('reads the message, now or later', async () => {
    const fail = () => {
      throw new Error('must be finite');
    };
    await expectThrows(/finite/, fail, 'f');
    await expectThrows(/finite/, async () => fail(), 'f');
    await expect(expectThrows(/positive/, fail, 'f')).rejects.toThrow(
      'f: threw "must be finite", expected /positive/.',
    );
    await expect(expectThrows(/finite/, () => 1, 'f')).rejects.toThrow(
      'f: did not throw; expected /finite/.',
    );
  });
});

describe('jacobian', () => {
  it('is that of a known map, row by row, and leaves nothing', async () => {
    const z = tf.tensor1d([0.5, -1, 2]);
    const before = tf.memory().numTensors;
    // f = (z₀², z₀ z₁, e^z₂)
    const f = (at: tf.Tensor) => {
      const [a, b, c] = tf.unstack(at) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.stack([tf.square(a), tf.mul(a, b), tf.exp(c)]);
    };
    expectClose(await jacobian(f, z), [1, 0, 0, -1, 0.5, 0, 0, 0, Math.exp(2)], 1e-6, 'J');
    expect(tf.memory().numTensors).toBe(before);
    z.dispose();
  });
});

describe('logAbsDet', () => {
  it.each([
    ['one', [-3], 1, Math.log(3)],
    ['a zero pivot', [0, 2, 3, 0], 2, Math.log(6)],
    ['a known matrix', [2, 1, 1, 1, 3, 2, 1, 0, 0], 3, 0],
    ['a singular matrix', [1, 2, 2, 4], 2, -infinity],
    ['a zero column first', [0, 1, 0, 0, 2, 1, 0, 3, 5], 3, -infinity],
  ])('%s', (_, a, n, expected) => {
    expectClose([logAbsDet(Float64Array.from(a), n)], [expected], 1e-14, 'log |det|');
  });

  it('adds over a product of triangles, and does not change its argument', () => {
    const rng = Rng.fromSeed(1);
    const n = 6;
    const [lower, upper] = [0, 1].map(() => Float64Array.from({ length: n * n }, () => rng.normal())) as [
      Float64Array,
      Float64Array,
    ];
    const product = new Float64Array(n * n);
    let expected = 0;
    for (let i = 0; i < n; i++) {
      expected += Math.log(Math.abs((lower[i * n + i] as number) * (upper[i * n + i] as number)));
      for (let j = 0; j < n; j++) {
        for (let k = 0; k <= Math.min(i, j); k++) {
          product[i * n + j] =
            (product[i * n + j] as number) + (lower[i * n + k] as number) * (upper[k * n + j] as number);
        }
      }
    }
    const copy = product.slice();
    expectClose([logAbsDet(product, n)], [expected], 1e-11, 'log |det|');
    expect(product).toEqual(copy);
  });
});
