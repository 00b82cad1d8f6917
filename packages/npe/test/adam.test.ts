import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam, type AdamOptions } from '../src/train/adam.ts';
import { backends, start } from './backends.ts';

const PLAIN: AdamOptions = { clipNorm: null, averaging: 0, weightDecay: 0 };

const START = [1, -2, 0.5];

/** Gradients of different sizes, one of them zero throughout. */
const GRADIENTS = Array.from({ length: 20 }, (_, k) => [Math.sin(k + 1), 100 * Math.cos(3 * k), 0]);

/** Kingma & Ba 2015, algorithm 1, as torch.optim.Adam computes it, in float64. */
function byHand(gradients: readonly (readonly number[])[], rate: number, weightDecay = 0): number[][] {
  const weights = [...START];
  const m = START.map(() => 0);
  const v = START.map(() => 0);
  return gradients.map((gradient, k) => {
    gradient.forEach((g, i) => {
      m[i] = 0.9 * (m[i] as number) + 0.1 * g;
      v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
      const first = (m[i] as number) / (1 - 0.9 ** (k + 1));
      const second = (v[i] as number) / (1 - 0.999 ** (k + 1));
      weights[i] =
        (1 - rate * weightDecay) * (weights[i] as number) - (rate * first) / (Math.sqrt(second) + 1e-8);
    });
    return [...weights];
  });
}

/** torch.nn.utils.clip_grad_norm_: times clip/(norm + 10⁻⁶), but never longer than it was. */
function clipped(gradient: readonly number[], clip: number): number[] {
  const norm = Math.hypot(...gradient);
  return gradient.map((g) => g * Math.min(1, clip / (norm + 1e-6)));
}

function run(options: AdamOptions, gradients: readonly (readonly number[])[]) {
  const begin = tf.tensor1d(START);
  const adam = new Adam(begin, options);
  begin.dispose();
  const path = gradients.map((gradient) => {
    tf.tidy(() => adam.step(tf.tensor1d([...gradient]), 0.01));
    return { weights: adam.weights.arraySync() as number[], averaged: adam.averaged.arraySync() as number[] };
  });
  adam.dispose();
  return path;
}

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(tolerance);
  });
}

describe.each(backends)('Adam on %s', (backend) => {
  beforeAll(() => start(backend));

  it('takes the steps of the paper', () => {
    const expected = byHand(GRADIENTS, 0.01);
    run(PLAIN, GRADIENTS).forEach(({ weights }, k) => {
      expectNear(weights, expected[k] as number[], 2e-6);
    });
  });

  it('shrinks the weights apart from the gradient: AdamW', () => {
    const expected = byHand(GRADIENTS, 0.01, 0.5);
    run({ ...PLAIN, weightDecay: 0.5 }, GRADIENTS).forEach(({ weights }, k) => {
      expectNear(weights, expected[k] as number[], 2e-6);
    });
    // the third gradient is always zero: what is left is decay alone
    expect(Math.abs((expected.at(-1)?.[2] as number) - 0.5 * (1 - 0.005) ** 20)).toBeLessThan(1e-12);
  });

  it('goes on from what it had come to, bit for bit', async () => {
    const begin = tf.tensor1d(START);
    const make = () => new Adam(begin, { ...PLAIN, clipNorm: 5, averaging: 0.9, weightDecay: 0.1 });
    const [whole, first, second] = [make(), make(), make()];
    const step = (adam: Adam, k: number) =>
      tf.tidy(() => adam.step(tf.tensor1d(GRADIENTS[k] as number[]), 0.01));
    for (let k = 0; k < 20; k++) step(whole, k);
    for (let k = 0; k < 8; k++) step(first, k);
    second.restore(await first.read(), first.count);
    for (let k = 8; k < 20; k++) step(second, k);
    expect(second.count).toBe(20);
    expect(await second.read()).toEqual(await whole.read());
    tf.dispose([begin]);
    for (const adam of [whole, first, second]) adam.dispose();
  });

  it('makes a first step of the learning rate against every sign, whatever the size', () => {
    const [first] = run(PLAIN, [[1e-4, -1e4, 0]]);
    // 10⁻⁸ beside a gradient of 10⁻⁴ takes a part in 10⁴
    expectNear(first?.weights ?? [], [1 - 0.01, -2 + 0.01, 0.5], 2e-6);
  });

  it.each([
    ['clips', 5],
    ['leaves alone what is short', 1000],
  ])('%s as torch does (norm %d)', (_, clipNorm) => {
    const expected = byHand(
      GRADIENTS.map((gradient) => clipped(gradient, clipNorm)),
      0.01,
    );
    run({ ...PLAIN, clipNorm }, GRADIENTS).forEach(({ weights }, k) => {
      expectNear(weights, expected[k] as number[], 2e-6);
    });
  });

  it('averages the weights with a decay that starts short', () => {
    const path = run({ ...PLAIN, averaging: 0.99 }, GRADIENTS);
    let average = [...START];
    path.forEach(({ weights, averaged }, k) => {
      const decay = Math.min(0.99, (1 + k) / (10 + k));
      average = average.map((value, i) => decay * value + (1 - decay) * (weights[i] as number));
      expectNear(averaged, average, 2e-6);
    });
    expect(path.at(-1)?.averaged).not.toEqual(path.at(-1)?.weights);
  });

  it('keeps the weights themselves without averaging', () => {
    for (const { weights, averaged } of run(PLAIN, GRADIENTS)) expect(averaged).toEqual(weights);
  });

  it('counts its steps, copies its start, and owns four vectors until it is disposed', () => {
    const begin = tf.tensor1d(START);
    const before = tf.memory().numTensors;
    const adam = new Adam(begin, { ...PLAIN, clipNorm: 1, averaging: 0.5 });
    for (let k = 0; k < 3; k++) {
      tf.tidy(() => adam.step(tf.tensor1d([1, 2, 3]), 0.01));
      expect(tf.memory().numTensors - before).toBe(4);
    }
    expect(adam.count).toBe(3);
    expect(begin.arraySync()).toEqual(START);
    adam.dispose();
    adam.dispose();
    expect(tf.memory().numTensors).toBe(before);
    begin.dispose();
  });
});
