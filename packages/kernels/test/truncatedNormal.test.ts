import { Rng } from '@sbi/core';
import { TruncatedNormalMap } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueError } from './cases.ts';
import { backends, begin, kernelsIn, withoutKernels } from './toggle.ts';

/** Means inside the box, at a wall and far outside; spreads from a thousandth of the box to many of its widths. */
const CASES: readonly [mean: number, spread: number][] = [
  [0, 0.05],
  [0.3, 0.001],
  [0.98, 0.05],
  [1.2, 0.05],
  [-3, 0.3],
  [3, 0.05],
  [0, 1],
  [0.5, 3],
  [-8, 3],
  [0.2, 30], // wider ones cost the reference digits: it works in float32
];

const means = CASES.map(([mean]) => mean);
const spreads = CASES.map(([, spread]) => spread);
const noise = Rng.fromSeed(1);
const rows = Array.from({ length: 200 }, () => CASES.map(() => noise.normal()));
const extreme = [-30, -9, -5, 5, 9, 30].map((z) => CASES.map(() => z));

const read = async (tensor: tf.Tensor) => Float32Array.from(await tensor.data());

describe.each(backends)('the truncated normal on %s', (backend) => {
  beforeAll(() => begin(backend));

  const forward = (z: tf.Tensor, mean: tf.Tensor) => {
    using map = new TruncatedNormalMap(mean, tf.tensor1d(spreads));
    return map.forward(z);
  };

  it('is what the reference gives, at extreme noise too', async () => {
    const run = () => read(forward(tf.tensor2d([...rows, ...extreme]), tf.tensor1d(means)));
    const expected = await withoutKernels(run);
    const got = await run();
    expect(got.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(valueError(got, expected)).toBeLessThan(5e-5);
  });

  it('runs as a kernel, for each mean of a batch', async () => {
    const mean = tf.tensor2d([means, means.map((value) => -value)]);
    const z = tf.tensor3d([rows.slice(0, 2), rows.slice(2, 4), rows.slice(4, 6)]);
    expect(await kernelsIn(() => forward(z, mean))).toContain('SbiTruncatedNormal');
    const expected = await withoutKernels(() => read(forward(z, mean)));
    expect(valueError(await read(forward(z, mean)), expected)).toBeLessThan(5e-5);
  });

  it('takes one z for all means by the reference, and keeps NaN', async () => {
    const mean = tf.tensor2d([means, means]);
    expect(forward(tf.tensor1d(rows[0] as number[]), mean).shape).toEqual([2, means.length]);
    const broken = await read(forward(tf.fill([1, means.length], Number.NaN), tf.tensor1d(means)));
    expect(broken.every(Number.isNaN)).toBe(true);
  });
});
