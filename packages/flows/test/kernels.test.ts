import { matrixOf, Rng } from '@sbi/core';
import { buildFlow, maf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-wasm';

const rng = Rng.fromSeed(1);
const table = (rows: number) =>
  matrixOf(Float32Array.from({ length: rows * 3 }, () => 2 * rng.uniform() - 1), 3);
const rows = { theta: table(500), x: table(500) };

/** Kernels that tfjs runs, by name. */
async function profile(compute: () => tf.TensorContainer): Promise<Record<string, number>> {
  const { kernels } = await tf.profile(() => tf.tidy(compute) as tf.Tensor);
  const counts: Record<string, number> = {};
  for (const { name } of kernels) counts[name] = (counts[name] ?? 0) + 1;
  console.log(kernels.length, JSON.stringify(counts));
  return { ...counts, all: kernels.length };
}

describe('kernels of the default flow on wasm', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });
  const flow = () => buildFlow(maf(), rows, { seed: 1 });

  it('a gradient of the training loss', async () => {
    using q = flow();
    const theta = tf.tensor2d(rows.theta.data.slice(0, 600), [200, 3]);
    const x = tf.tensor2d(rows.x.data.slice(0, 600), [200, 3]);
    const { residual, context } = q.prepare(theta, x);
    await profile(() => q.residualLogProb(q.parameters.flat, residual, context));
    const loss = (flat: tf.Tensor) => tf.neg(tf.mean(q.residualLogProb(flat, residual, context)));
    await profile(() => tf.grad(loss)(q.parameters.flat));
  });
});
