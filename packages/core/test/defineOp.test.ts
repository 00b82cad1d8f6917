import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defineOp } from '../src/index.ts';
import { expectClose, expectOwns } from '../src/testing/index.ts';
import { backends, start } from './backends.ts';

type Pair = { a: tf.Tensor; b: tf.Tensor };

const NAME = 'SbiTestProduct';
let calls: string[] = [];

// exp(a) · b in two steps, so that there is an intermediate to lose
function reference({ a, b }: Pair): tf.Tensor {
  calls.push('reference');
  return tf.mul(tf.exp(a), b);
}

function vjp(dy: tf.Tensor, { a, b }: Pair, output: tf.Tensor): Pair {
  calls.push('vjp');
  return { a: tf.mul(dy, output), b: tf.mul(tf.mul(dy, tf.exp(a)), tf.onesLike(b)) };
}

const plain = defineOp<Pair>({ name: NAME, reference });
const withVjp = defineOp<Pair>({ name: NAME, reference, vjp });

function registerKernel(): void {
  tf.registerKernel({
    kernelName: NAME,
    backendName: tf.getBackend(),
    kernelFunc: ({ inputs }) => {
      calls.push('kernel');
      const { a, b } = inputs as unknown as Pair;
      return tf.tidy(() => tf.mul(tf.exp(a), b));
    },
  });
}

describe.each(backends)('defineOp on %s', (backend) => {
  beforeAll(() => start(backend));
  afterEach(() => {
    calls = [];
    if (tf.getKernel(NAME, backend)) tf.unregisterKernel(NAME, backend);
  });

  const gradients = (op: (inputs: Pair) => tf.Tensor) =>
    tf.tidy(() => {
      const f = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(op({ a, b })));
      const [da, db] = tf.grads(f)([tf.tensor1d([0, 0.5]), tf.tensor1d([2, -3])]) as [tf.Tensor, tf.Tensor];
      return { a: da.dataSync(), b: db.dataSync() };
    });
  const exact = {
    a: [2 * 4, 2 * 9 * Math.E],
    b: [2 * 2, -2 * 3 * Math.E],
  };

  it.each([
    ['reference', false],
    ['kernel', true],
  ])('runs the %s when a kernel is registered: %s', async (expected, registered) => {
    if (registered) registerKernel();
    const [a, b] = [tf.tensor1d([0, 1]), tf.tensor1d([2, 3])];
    const value = withVjp({ a, b });
    expect(calls).toEqual([expected]);
    expectClose(value.dataSync(), [2, 3 * Math.E], 1e-6, 'value');
    await expectOwns(1, () => withVjp({ a, b }), expected);
    tf.dispose([a, b, value]);
  });

  it.each([
    ['the reference where there is no vjp', plain, false, ['reference']],
    ['the reference where there is no vjp, though a kernel is registered', plain, true, ['reference']],
    ['the vjp where there is one', withVjp, false, ['reference', 'vjp']],
    ['the vjp of a kernel', withVjp, true, ['kernel', 'vjp']],
  ])('differentiates %s', (_, op, registered, expected) => {
    if (registered) registerKernel();
    const found = gradients(op);
    expect(calls).toEqual(expected);
    expectClose(found.a, exact.a, 1e-5, 'a');
    expectClose(found.b, exact.b, 1e-5, 'b');
  });

  it.each([
    ['plain', plain],
    ['with a vjp', withVjp],
  ])('leaves nothing behind in a gradient, %s', async (_, op) => {
    const b = tf.tensor1d([2, 3]);
    const a = tf.tensor1d([0, 1]);
    await expectOwns(1, () => tf.grad((z: tf.Tensor) => tf.sum(op({ a: z, b })))(a), 'gradient');
    tf.dispose([a, b]);
  });

  it('does not use a kernel of another backend', () => {
    tf.registerKernel({
      kernelName: NAME,
      backendName: 'elsewhere',
      kernelFunc: () => {
        throw new Error('never');
      },
    });
    tf.tidy(() => plain({ a: tf.scalar(0), b: tf.scalar(1) }));
    tf.unregisterKernel(NAME, 'elsewhere');
    expect(calls).toEqual(['reference']);
  });
});
