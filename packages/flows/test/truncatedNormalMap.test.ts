import { normals, Rng } from '@sbi/core';
import { jacobian, logAbsDet } from '@sbi/core/testing';
import { bijectorChecks } from '@sbi/distributions/testing';
import { TruncatedNormalMap } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** Means inside the box, at a wall and far outside; spreads from a thousandth of the box to three half-widths. */
const CASES: readonly [mean: number, spread: number][] = [
  [0, 0.05],
  [0.3, 0.001],
  [0.98, 0.05],
  [1.2, 0.05],
  [-3, 0.3],
  [0, 1],
  [0.5, 3],
  [-8, 3],
];

const run = async (compute: () => tf.Tensor): Promise<Float32Array> => {
  const tensor = tf.tidy(compute);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
};

describe.each(['cpu', 'wasm'])('TruncatedNormalMap on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(CASES)('mean %f, spread %f', (mean, spread) => {
    const make = () => new TruncatedNormalMap(tf.tensor1d([mean]), tf.tensor1d([spread]));
    const noise = [-4, -2.5, -1, -0.1, 0, 0.2, 1.5, 3, 4];

    it('keeps every draw in the box, in order', async () => {
      const t = await run(() => make().forward(tf.tensor2d([-9, ...noise, 9].map((z) => [z]))));
      t.forEach((value, i) => {
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        if (i > 0) expect(value).toBeGreaterThanOrEqual(t[i - 1] as number);
      });
    });

    it('comes back', async () => {
      const t = await run(() => make().forward(tf.tensor2d(noise.map((z) => [z]))));
      const z = await run(() => make().inverse(tf.tensor2d(t, [t.length, 1])));
      const slopes = await run(() => make().forwardAndLogDet(tf.tensor2d(noise.map((at) => [at])))[1]);
      z.forEach((value, i) => {
        // float32 steps of t = mean + spread · e, carried back through the slope
        const step = (2 ** -23 * 4 * Math.max(1, Math.abs(mean))) / Math.exp(slopes[i] as number);
        expect(Math.abs(value - (noise[i] as number)), `z = ${noise[i]} → ${t[i]}`).toBeLessThan(2e-4 + step);
      });
    });

    it('has the log-determinant that differentiation finds, in both directions', async () => {
      for (const at of noise.filter((z) => Math.abs(z) <= 2.5)) {
        const z = tf.tensor1d([at]);
        const t = make().forward(z);
        const [forward] = await run(() => make().forwardAndLogDet(z)[1]);
        const [inverse] = await run(() => make().inverseAndLogDet(t)[1]);
        const ahead = logAbsDet(await jacobian((point) => make().forward(point), z), 1);
        const back = logAbsDet(await jacobian((point) => make().inverse(point), t), 1);
        expect(Math.abs((forward as number) - ahead), `forward at ${at}`).toBeLessThan(2e-3);
        expect(Math.abs((inverse as number) - back), `inverse at ${at}`).toBeLessThan(2e-3);
      }
    });

    it('gives a density that integrates to one', async () => {
      const count = 20_000;
      const grid = Float32Array.from({ length: count }, (_, i) => ((i + 0.5) / count) * 2 - 1);
      const logDensity = await run(() => {
        const [z, logDet] = make().inverseAndLogDet(tf.tensor2d(grid, [count, 1]));
        return tf.sub(logDet, tf.add(tf.mul(tf.sum(tf.square(z), -1), 0.5), 0.5 * Math.log(2 * Math.PI)));
      });
      const mass = Float64Array.from(logDensity).reduce(
        (sum, value) => sum + Math.exp(value) * (2 / count),
        0,
      );
      expect(Math.abs(mass - 1)).toBeLessThan(2e-3);
    });

    it('is finite at the walls, gradient included', async () => {
      const walls = tf.tensor2d([[-1], [1]]);
      const slopes = await run(() => tf.grad((t: tf.Tensor) => tf.sum(make().inverseAndLogDet(t)[0]))(walls));
      const [z, logDet] = make().inverseAndLogDet(walls);
      for (const value of [...(await z.data()), ...(await logDet.data()), ...slopes]) {
        expect(Number.isFinite(value)).toBe(true);
      }
    });
  });

  describe('a batch of means, as a bijector', () => {
    const make = () => {
      const [mean, spread] = [normals([4, 3], Rng.fromSeed(1)), tf.tensor1d([0.3, 0.8, 2])];
      const map = new TruncatedNormalMap(mean, spread);
      tf.dispose([mean, spread]);
      return map;
    };
    const points = () => normals([4, 3], Rng.fromSeed(2));
    // next to a wall float32 holds fewer digits of the distance from it than of the noise
    for (const { name, run } of bijectorChecks(make, points, { tolerance: 1e-3 })) it(name, run);

    it('gives means gradients of their own shape, however points broadcast', async () => {
      const [mean, spread] = [normals([2, 3], Rng.fromSeed(3)), tf.tensor1d([0.3, 0.8, 2])];
      for (const shape of [[3], [2, 3], [5, 1, 3], [5, 2, 3]]) {
        const z = tf.mul(normals(shape, Rng.fromSeed(4)), 0.5);
        const t = tf.clipByValue(z, -0.9, 0.9);
        const sum = (pair: readonly tf.Tensor[]) =>
          tf.add(tf.sum(pair[0] as tf.Tensor), tf.sum(pair[1] as tf.Tensor));
        for (const score of [
          (m: tf.Tensor) => sum(new TruncatedNormalMap(m, spread).forwardAndLogDet(z)),
          (m: tf.Tensor) => sum(new TruncatedNormalMap(m, spread).inverseAndLogDet(t)),
        ]) {
          const gradient = tf.grad(score)(mean);
          expect(gradient.shape).toEqual([2, 3]);
          expect((await gradient.data()).every(Number.isFinite)).toBe(true);
        }
      }
    });
  });

  it('gives NaN for NaN, not a wall', async () => {
    const nan = tf.fill([1], Number.NaN);
    const [mean, spread] = [tf.zeros([1]), tf.ones([1])];
    expect(await run(() => new TruncatedNormalMap(mean, spread).forward(nan))).toEqual(Float32Array.of(NaN));
    expect(await run(() => new TruncatedNormalMap(nan, spread).forward(mean))).toEqual(Float32Array.of(NaN));
  });
});

describe('TruncatedNormalMap refuses', () => {
  it.each<[string, () => [unknown, unknown]]>([
    ['mean must be a tensor; received [0] (TruncatedNormalMap).', () => [[0], tf.ones([1])]],
    ['spread must be a tensor; received undefined (TruncatedNormalMap).', () => [tf.ones([1]), undefined]],
    ['mean must have shape [..., 2]; received [3] (TruncatedNormalMap).', () => [tf.ones([3]), tf.ones([2])]],
    [
      'spread must have shape [dim]; received [1, 2] (TruncatedNormalMap).',
      () => [tf.ones([2]), tf.ones([1, 2])],
    ],
    ['spread must have shape [dim]; received [0] (TruncatedNormalMap).', () => [tf.ones([0]), tf.ones([0])]],
    ['spread must have shape [dim]; received [] (TruncatedNormalMap).', () => [tf.scalar(1), tf.scalar(1)]],
    [
      'mean must be a float32 tensor; received dtype int32 (TruncatedNormalMap).',
      () => [tf.ones([1], 'int32'), tf.ones([1])],
    ],
  ])('%s', async (message, make) => {
    await tf.setBackend('cpu');
    const [mean, spread] = make() as [tf.Tensor, tf.Tensor];
    expect(() => new TruncatedNormalMap(mean, spread)).toThrow(message);
  });
});
