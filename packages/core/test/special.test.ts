import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { logNormalCdf, normalQuantile } from '../src/index.ts';
import { backends, start } from './backends.ts';

const golden = JSON.parse(
  readFileSync(new URL('./fixtures/special.json', import.meta.url), 'utf8'),
) as Record<'x' | 'logCdf' | 'hazard' | 'logP' | 'quantile' | 'slope', number[]>;

const TINY = 1.2e-38; // float32 has no normal numbers below

function valuesOf(f: (x: tf.Tensor) => tf.Tensor, x: readonly number[]): number[] {
  return tf.tidy(() => Array.from(f(tf.tensor1d([...x])).dataSync()));
}

function slopesOf(f: (x: tf.Tensor) => tf.Tensor, x: readonly number[]): number[] {
  return tf.tidy(() =>
    Array.from(
      tf
        .grad((point) => tf.sum(f(point)))(tf.tensor1d([...x]))
        .dataSync(),
    ),
  );
}

/** Every entry with |actual − expected| > tolerance · max(floor, |expected|), or NaN. */
function misses(
  at: readonly number[],
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  floor: number,
): string[] {
  expect(actual.length).toBe(expected.length);
  return at.flatMap((x, i) => {
    const [a, e] = [actual[i] as number, expected[i] as number];
    return Math.abs(a - e) <= tolerance * Math.max(floor, Math.abs(e)) ? [] : [`at ${x}: ${a}, not ${e}`];
  });
}

describe.each(backends)('%s', (backend) => {
  beforeAll(() => start(backend));

  describe('logNormalCdf', () => {
    it('equals SciPy’s log_ndtr', () => {
      expect(misses(golden.x, valuesOf(logNormalCdf, golden.x), golden.logCdf, 3e-7, 1)).toEqual([]);
    });

    it('has the gradient φ/Φ, from SciPy’s erfcx, however far out', () => {
      expect(misses(golden.x, slopesOf(logNormalCdf, golden.x), golden.hazard, 1e-6, TINY)).toEqual([]);
    });

    it('has the gradient of central differences, times what comes from above', () => {
      const x = [-5, -1, -1e-3, 1e-3, 1, 3];
      const h = 2 ** -6;
      const [up, down] = [+h, -h].map((d) =>
        valuesOf(
          logNormalCdf,
          x.map((v) => v + d),
        ),
      );
      const differences = x.map((_, i) => ((up?.[i] as number) - (down?.[i] as number)) / (2 * h));
      const scaled = slopesOf((point) => tf.mul(3, logNormalCdf(point)), x).map((value) => value / 3);
      // h²/6 · |f‴| ≤ 4·10⁻⁵ · 0.3, and the rounding of values up to 15: 2⁻²⁴ · 15 / h
      expect(misses(x, scaled, differences, 8e-5, 1)).toEqual([]);
    });

    it('is never NaN for a number, and NaN for NaN', () => {
      const x = [-3e38, -2e19, -1.8e19, -700, -40, -0, 0, 40, 700, 3e38, Number.POSITIVE_INFINITY];
      for (const value of [...valuesOf(logNormalCdf, x), ...slopesOf(logNormalCdf, x)])
        expect(value).not.toBeNaN();
      expect(valuesOf(logNormalCdf, [Number.NEGATIVE_INFINITY, -3e38, 40])).toEqual([
        Number.NEGATIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        expect.closeTo(0, 12),
      ]);
      expect(valuesOf(logNormalCdf, [Number.NaN])).toEqual([Number.NaN]);
      expect(slopesOf(logNormalCdf, [Number.NaN])).toEqual([Number.NaN]);
    });
  });

  describe('normalQuantile', () => {
    it('equals SciPy’s ndtri_exp', () => {
      expect(misses(golden.logP, valuesOf(normalQuantile, golden.logP), golden.quantile, 5e-7, 1)).toEqual(
        [],
      );
    });

    it('has the gradient Φ(z)/φ(z), from SciPy’s erfcx', () => {
      expect(misses(golden.logP, slopesOf(normalQuantile, golden.logP), golden.slope, 1e-6, TINY)).toEqual(
        [],
      );
    });

    it('undoes logNormalCdf', () => {
      const z = [-1e9, -1e4, -100, -38, -8, -5, -1.5, -0.1];
      const back = valuesOf((point) => normalQuantile(logNormalCdf(point)), z);
      // an error of 3·10⁻⁷ in ln Φ moves z by that over φ/Φ ≥ max(0.8, |z|)
      const allowed = z.map((v) => 5e-7 * Math.abs(v) + (3e-7 * Math.max(1, v * v)) / Math.max(0.8, -v));
      for (const [i, v] of z.entries())
        expect(Math.abs((back[i] as number) - v)).toBeLessThan((allowed[i] as number) + 1e-6);
    });

    it('gives 0 above ln ½, −∞ at −∞ and NaN for NaN', () => {
      expect(valuesOf(normalQuantile, [-0.6, 0, 5]).map(Math.abs)).toEqual([0, 0, 0]);
      const x = [Number.NEGATIVE_INFINITY, Number.NaN];
      expect(valuesOf(normalQuantile, x)).toEqual([Number.NEGATIVE_INFINITY, Number.NaN]);
      expect(slopesOf(normalQuantile, x)).toEqual([0, Number.NaN]);
      for (const value of valuesOf(normalQuantile, [-3.4e38, -1e38, -1e20]))
        expect(value).toBeLessThan(-1e10);
    });
  });

  it('keeps shapes and leaves one tensor', () => {
    const x = tf.tensor2d([[-1, -2, -3]]);
    for (const f of [logNormalCdf, normalQuantile]) {
      const before = tf.memory().numTensors;
      const value = tf.tidy(() => f(x));
      expect(value.shape).toEqual([1, 3]);
      const slope = tf.grad((point) => tf.sum(f(point)))(x);
      expect(tf.memory().numTensors).toBe(before + 2);
      tf.dispose([value, slope]);
    }
    x.dispose();
  });
});
