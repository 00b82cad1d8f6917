import { matrixOf, Rng } from '@sbi/core';
import { buildFlow, deepSet, maf, mlp } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normError, table, valueError } from './cases.ts';
import { backends, begin, kernelsIn, withoutKernels } from './toggle.ts';

const ROWS = 30;

/** A flow that reads sets of 4 trials of 2 numbers through a network, away from where training starts. */
function make() {
  const rng = Rng.fromSeed(3);
  const theta = matrixOf(table(rng, 60, 3), 3);
  const x = matrixOf(table(rng, 60, 8), 8);
  const embedding = deepSet({ trial: mlp({ hidden: 6, outputs: 5 }), hidden: 6, outputs: 4 });
  const recipe = maf({ transforms: 2, hidden: 13, start: 'random' });
  const flow = buildFlow(recipe, { theta, x, xShape: [4, 2] }, { seed: 1, embedding });
  flow.parameters.assign(Float32Array.from({ length: flow.parameters.size }, () => 0.3 * rng.normal()));
  const numbers = table(rng, ROWS, 8).fill(Number.NaN, 4, 8);
  return { flow, x: tf.tensor(numbers, [ROWS, 4, 2]), theta: tf.tensor(table(rng, ROWS, 3), [ROWS, 3]) };
}

describe.each(backends)('a flow behind an embedding on %s', (backend) => {
  beforeAll(() => begin(backend));

  it('has the densities, draws and gradients of the definition', async () => {
    const { flow, x, theta } = make();
    const { residual, context, logDet } = flow.prepare(theta, x);
    const read = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync() as Float32Array);
    const ask = () =>
      tf.tidy(() => {
        const q = flow.given(x);
        const [slope] = tf.grads((flat) =>
          tf.sum(flow.residualLogProb(flat as tf.Tensor, residual, context)),
        )([flow.parameters.flat]);
        return read([q.logProb(theta), q.sample([], Rng.fromSeed(4)), slope as tf.Tensor]) as never;
      }) as unknown as [Float32Array, Float32Array, Float32Array];
    const [logProb, draws, slope] = ask();
    const [wantedLogProb, wantedDraws, wantedSlope] = await withoutKernels(ask);
    expect(valueError(logProb, wantedLogProb)).toBeLessThan(5e-5);
    expect(valueError(draws, wantedDraws)).toBeLessThan(5e-5);
    expect(normError(slope, wantedSlope)).toBeLessThan(1e-4);
    const embedded = slope.slice(-40);
    expect(embedded.every(Number.isFinite) && embedded.some((value) => value !== 0)).toBe(true);
    tf.dispose([x, theta, residual, context, logDet]);
    flow.dispose();
  });

  it('runs fused', async () => {
    const { flow, x, theta } = make();
    const { residual, context, logDet } = flow.prepare(theta, x);
    const slope = () =>
      tf.grad((flat) => tf.sum(flow.residualLogProb(flat as tf.Tensor, residual, context)))(
        flow.parameters.flat,
      );
    expect(await kernelsIn(slope)).toEqual(['SbiMafLogProb', 'SbiMafLogProbGrad']);
    tf.dispose([x, theta, residual, context, logDet]);
    flow.dispose();
  });
});
