import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Sgd } from '../src/train/sgd.ts';
import { backends, start } from './backends.ts';

const START = [1, -2, 0.5];
const GRADIENTS = Array.from({ length: 10 }, (_, k) => [Math.sin(k + 1), 3 * Math.cos(3 * k), 0]);

describe.each(backends)('Sgd on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each([
    [0, null],
    [0.9, null],
    [0.9, 0.5],
  ])('takes the steps of torch.optim.SGD (momentum %d, clipNorm %j)', (momentum, clipNorm) => {
    const begin = tf.tensor1d(START);
    const sgd = new Sgd(begin, { momentum, clipNorm, averaging: 0.5 });
    const weights = [...START];
    const average = [...START];
    const velocity = [0, 0, 0];
    GRADIENTS.forEach((gradient, k) => {
      tf.tidy(() => sgd.step(tf.tensor1d(gradient), 0.1));
      const factor = clipNorm === null ? 1 : Math.min(1, clipNorm / (Math.hypot(...gradient) + 1e-6));
      const decay = Math.min(0.5, (1 + k) / (10 + k));
      gradient.forEach((g, i) => {
        velocity[i] = momentum * (velocity[i] as number) + factor * g;
        weights[i] = (weights[i] as number) - 0.1 * (velocity[i] as number);
        average[i] = decay * (average[i] as number) + (1 - decay) * (weights[i] as number);
      });
      for (const [actual, expected] of [
        [sgd.weights, weights],
        [sgd.averaged, average],
      ] as const) {
        (actual.arraySync() as number[]).forEach((value, i) => {
          expect(Math.abs(value - (expected[i] as number))).toBeLessThan(2e-6);
        });
      }
    });
    begin.dispose();
    sgd.dispose();
  });
});
