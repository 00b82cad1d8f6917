import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { logNormalCdf, normalQuantile } from '../src/index.ts';
import { backends, start } from './backends.ts';

const golden = JSON.parse(
  readFileSync(new URL('./fixtures/special.json', import.meta.url), 'utf8'),
) as Record<'x' | 'logCdf' | 'hazard' | 'logP' | 'quantile' | 'slope', number[]>;

/** The largest |a − e| / max(floor, |e|), with NaN counted as infinite. */
function worst(actual: ArrayLike<number>, expected: ArrayLike<number>, floor: number): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(
    ...Array.from(actual, (a, i) => {
      const e = expected[i] as number;
      const error = Math.abs(a - e) / Math.max(floor, Math.abs(e));
      return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }),
  );
}

function evaluate(f: (x: tf.Tensor) => tf.Tensor, x: readonly number[]): ArrayLike<number> {
  return tf.tidy(() => f(tf.tensor1d([...x])).dataSync());
}

function slope(f: (x: tf.Tensor) => tf.Tensor, x: readonly number[]): ArrayLike<number> {
  return tf.tidy(() =>
    tf
      .grad((point) => tf.sum(f(point)))(tf.tensor1d([...x]))
      .dataSync(),
  );
}
const tail = golden.x.map((v, i) => i);
describe.each(backends)('%s', (backend) => {
  beforeAll(() => start(backend));
  it('m', () => {
    const lc = evaluate(logNormalCdf, golden.x);
    console.log(backend, 'lc', worst(lc, golden.logCdf, 1));
    console.log('haz', worst(slope(logNormalCdf, golden.x), golden.hazard, 1e-300));
    const h = slope(logNormalCdf, golden.x);
    golden.x.forEach((x, i) => {
      const e = Math.abs(h[i]! - golden.hazard[i]!) / golden.hazard[i]!;
      if (e > 1e-6) console.log(x, h[i], golden.hazard[i], e);
    });
    const q = evaluate(normalQuantile, golden.logP);
    console.log('q', worst(q, golden.quantile, 1));
    golden.logP.forEach((x, i) => {
      const e = Math.abs(q[i]! - golden.quantile[i]!) / Math.max(1, -golden.quantile[i]!);
      if (e > 2e-7) console.log(x, q[i], golden.quantile[i], e);
    });
    console.log('s', worst(slope(normalQuantile, golden.logP), golden.slope, 1e-300));
    for (const x of [-Infinity, -3e38, -2.1e19, -1.8e19, -1e4, 0, -0, 1e4, 3e38, Infinity, NaN])
      console.log(
        x,
        evaluate(logNormalCdf, [x])[0],
        slope(logNormalCdf, [x])[0],
        '|',
        evaluate(normalQuantile, [x])[0],
        slope(normalQuantile, [x])[0],
      );
  });
});
