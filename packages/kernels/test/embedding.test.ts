import { matrixOf, Rng } from '@sbi/core';
import { buildFlow, convolution1d, deepSet, gru, maf, masked, mlp, type NetworkRecipe } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normError, table, valueError } from './cases.ts';
import { backends, begin, kernelsIn, withoutKernels } from './toggle.ts';

const ROWS = 30;

interface Case {
  readonly embedding: NetworkRecipe;
  readonly xShape: readonly [number, number] | readonly [number];
  /** Whether entries of x may be missing. */
  readonly missing?: boolean;
  readonly fused: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  mlp: { embedding: mlp({ outputs: 5 }), xShape: [4, 2], fused: true },
  convolution1d: { embedding: convolution1d({ hidden: 7, outputs: 5 }), xShape: [4, 2], fused: true },
  deepSet: {
    embedding: deepSet({ trial: mlp({ hidden: 6, outputs: 5 }), hidden: 6, outputs: 4 }),
    xShape: [4, 2],
    missing: true,
    fused: true,
  },
  'masked before mlp': {
    embedding: masked({ reader: mlp({ hidden: 6 }) }),
    xShape: [8],
    missing: true,
    fused: true,
  },
  gru: { embedding: gru({ hidden: 5, outputs: 3 }), xShape: [4, 2], fused: false },
};

/** A flow that reads x through a network, away from where training starts. */
function make({ embedding, xShape, missing = false }: Case) {
  const rng = Rng.fromSeed(3);
  const theta = matrixOf(table(rng, 60, 3), 3);
  const x = matrixOf(table(rng, 60, 8), 8);
  const recipe = maf({ transforms: 2, hidden: 13, start: 'random' });
  const flow = buildFlow(recipe, { theta, x, xShape }, { seed: 1, embedding });
  flow.parameters.assign(Float32Array.from({ length: flow.parameters.size }, () => 0.3 * rng.normal()));
  const numbers = table(rng, ROWS, 8);
  if (missing) numbers.fill(Number.NaN, 4, 8);
  return { flow, x: tf.tensor(numbers, [ROWS, ...xShape]), theta: tf.tensor(table(rng, ROWS, 3), [ROWS, 3]) };
}

describe.each(backends)('a flow behind an embedding on %s', (backend) => {
  beforeAll(() => begin(backend));

  it.each(Object.entries(cases))(
    'has the densities, draws and gradients of the definition: %s',
    async (_, one) => {
      const { flow, x, theta } = make(one);
      const { residual, context, logDet } = flow.prepare(theta, x);
      const read = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync() as Float32Array);
      const ask = () =>
        tf.tidy(() => {
          const q = flow.given(x);
          const [slope, slopeX] = tf.grads((flat, x) =>
            tf.sum(flow.residualLogProb(flat as tf.Tensor, residual, x as tf.Tensor)),
          )([flow.parameters.flat, context]);
          const draws = q.sample([], Rng.fromSeed(4));
          return read([q.logProb(theta), draws, slope as tf.Tensor, slopeX as tf.Tensor]) as never;
        }) as unknown as Float32Array[];
      const [logProb, draws, slope, slopeX] = ask() as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const [wantedLogProb, wantedDraws, wantedSlope, wantedSlopeX] = (await withoutKernels(ask)) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      expect(valueError(logProb, wantedLogProb)).toBeLessThan(5e-5);
      expect(valueError(draws, wantedDraws)).toBeLessThan(5e-5);
      expect(normError(slope, wantedSlope)).toBeLessThan(1e-4);
      expect(normError(slopeX, wantedSlopeX)).toBeLessThan(1e-4);
      const embedded = slope.slice(-40);
      expect(embedded.every(Number.isFinite) && embedded.some((value) => value !== 0)).toBe(true);
      tf.dispose([x, theta, residual, context, logDet]);
      flow.dispose();
    },
  );

  it.each(Object.entries(cases))('trains with the gradient of the definition: %s', async (_, one) => {
    const { flow, x, theta } = make(one);
    const { residual, context, logDet } = flow.prepare(theta, x);
    const slope = tf.tensor1d(table(Rng.fromSeed(5), ROWS, 1));
    const ask = () => {
      const { value, grad } = flow.residualGradient(flow.parameters.flat, { residual, context, slope });
      const read = [value.dataSync(), grad.dataSync()].map((values) => Float32Array.from(values));
      tf.dispose([value, grad]);
      return read as never;
    };
    const before = tf.memory().numTensors;
    const [value, grad] = ask() as [Float32Array, Float32Array];
    expect(tf.memory().numTensors).toBe(before);
    const [wantedValue, wantedGrad] = (await withoutKernels(ask)) as [Float32Array, Float32Array];
    expect(valueError(value, wantedValue)).toBeLessThan(5e-5);
    expect(normError(grad, wantedGrad)).toBeLessThan(1e-4);
    expect(normError(grad.slice(-40), wantedGrad.slice(-40))).toBeLessThan(1e-4);
    tf.dispose([x, theta, residual, context, logDet, slope]);
    flow.dispose();
  });

  it.each(Object.entries(cases))('wants one context a row of a training step: %s', async (_, one) => {
    const { flow, x, theta } = make(one);
    const { residual, context, logDet } = flow.prepare(theta, x);
    const { flat } = flow.parameters;
    const slope = tf.ones([ROWS]);
    const few = tf.slice(context, 0, 10); // the kernels take a divisor of the rows
    const where = '(ConditionalFlow.residualGradient).';
    expect(() => flow.residualGradient(flat, { residual, context: few, slope })).toThrow(
      `context must have shape [${context.shape.join(', ')}]; received [${few.shape.join(', ')}] ${where}`,
    );
    expect(() => flow.residualGradient(slope, { residual, context, slope })).toThrow(
      `flat must have shape [..., ${flat.size}]; received [${ROWS}] ${where}`,
    );
    tf.dispose([x, theta, residual, context, logDet, slope, few]);
    flow.dispose();
  });

  it.each(Object.entries(cases))('runs fused, and leaves no tensor: %s', async (_, one) => {
    const { flow, x, theta } = make(one);
    const { residual, context, logDet } = flow.prepare(theta, x);
    const before = tf.memory();
    const slope = () =>
      tf.grad((flat) => tf.sum(flow.residualLogProb(flat as tf.Tensor, residual, context)))(
        flow.parameters.flat,
      );
    const network = one.fused ? ['SbiNetwork'] : [];
    const ran = await kernelsIn(slope);
    expect(ran).toEqual([
      ...network,
      'SbiMafLogProb',
      'SbiMafLogProbGrad',
      ...network.map((op) => `${op}Grad`),
    ]);
    const after = tf.memory();
    expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
    tf.dispose([x, theta, residual, context, logDet]);
    flow.dispose();
  });
});
