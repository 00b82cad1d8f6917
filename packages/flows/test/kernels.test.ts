import { matrixOf, Rng } from '@sbi/core';
import { autoregressiveSpline, buildFlow, coupling, type FlowRecipe, maf, mdn, nsf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-wasm';

const rng = Rng.fromSeed(1);
const table = (rows: number) =>
  matrixOf(
    Float32Array.from({ length: rows * 3 }, () => 2 * rng.uniform() - 1),
    3,
  );
const rows = { theta: table(500), x: table(500) };

/** How many kernels tfjs runs: each costs some 10 µs whatever it does, which is where a training step's time goes. */
async function kernelsOf(compute: () => tf.TensorContainer): Promise<number> {
  const { kernels } = await tf.profile(() => tf.tidy(compute) as tf.Tensor);
  return kernels.length;
}

describe('flows stay within their budget of kernels', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it('in a training step', async () => {
    using flow = buildFlow(maf(), rows, { seed: 1 });
    const theta = tf.tensor2d(rows.theta.data.slice(0, 600), [200, 3]);
    const x = tf.tensor2d(rows.x.data.slice(0, 600), [200, 3]);
    const { residual, context } = flow.prepare(theta, x);
    const loss = (flat: tf.Tensor) => tf.neg(tf.mean(flow.residualLogProb(flat, residual, context)));
    expect(await kernelsOf(() => loss(flow.parameters.flat))).toBeLessThanOrEqual(150);
    expect(await kernelsOf(() => tf.grad(loss)(flow.parameters.flat))).toBeLessThanOrEqual(700);
  });

  it.each<[FlowRecipe, number, number]>([
    [autoregressiveSpline(), 330, 1450],
    [coupling(), 380, 1700],
    [nsf(), 780, 3400],
    [mdn(), 65, 280],
  ])('in a training step of $kind', async (recipe, forward, gradient) => {
    using flow = buildFlow(recipe, rows, { seed: 1 });
    const theta = tf.tensor2d(rows.theta.data.slice(0, 600), [200, 3]);
    const x = tf.tensor2d(rows.x.data.slice(0, 600), [200, 3]);
    const { residual, context } = flow.prepare(theta, x);
    const loss = (flat: tf.Tensor) => tf.neg(tf.mean(flow.residualLogProb(flat, residual, context)));
    const counts = [
      await kernelsOf(() => loss(flow.parameters.flat)),
      await kernelsOf(() => tf.grad(loss)(flow.parameters.flat)),
    ];
    expect(counts[0]).toBeLessThanOrEqual(forward);
    expect(counts[1]).toBeLessThanOrEqual(gradient);
  });

  it('however many draws are made for one x', async () => {
    using flow = buildFlow(maf(), rows, { seed: 1 });
    using q = flow.given(tf.zeros([3]));
    const few = await kernelsOf(() => q.sample(1, Rng.fromSeed(1)));
    expect(await kernelsOf(() => q.sample(1000, Rng.fromSeed(1)))).toBe(few);
  });
});
