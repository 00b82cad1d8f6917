import { matrixOf, Rng } from '@sbi/core';
import { buildFlow, type ConditionalFlow, type FlowRecipe, maf, mlp, nsf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';

const ROWS = 12;
const numbers = (seed: number, count: number) => {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
};

function made(recipe: FlowRecipe = maf({ hidden: 8, start: 'random' }), embedding = false): ConditionalFlow {
  const data = { theta: matrixOf(numbers(1, 60), 2), x: matrixOf(numbers(2, 90), 3) };
  return buildFlow(recipe, data, {
    seed: 3,
    ...(embedding && { embedding: mlp({ hidden: 5, outputs: 2 }) }),
  });
}

const rows = () => ({
  residual: tf.tensor2d(numbers(4, 2 * ROWS), [ROWS, 2]),
  context: tf.tensor2d(numbers(5, 3 * ROWS), [ROWS, 3]),
  slope: tf.tensor1d(numbers(6, ROWS)),
});

beforeAll(() => tf.setBackend('cpu'));

describe('residualGradient', () => {
  it.each([
    ['a maf', () => made()],
    ['an nsf', () => made(nsf({ hidden: 8, start: 'random' }))],
    ['a maf that reads x through a network', () => made(undefined, true)],
  ])('of %s is the slope of residualLogProb, and leaves nothing else behind', (_, make) => {
    using flow = make();
    const { flat } = flow.parameters;
    const given = rows();
    const before = tf.memory().numTensors;
    const { value, grad } = flow.residualGradient(flat, given);
    expect(tf.memory().numTensors).toBe(before + 2);
    const { residual, context, slope } = given;
    const wanted = tf.tidy(() => flow.residualLogProb(flat, residual, context).dataSync());
    expect(value.dataSync()).toEqual(wanted);
    const loss = (at: tf.Tensor) => tf.sum(tf.mul(flow.residualLogProb(at, residual, context), slope));
    const expected = tf.grad(loss)(flat);
    const error = tf.tidy(() => tf.norm(tf.sub(grad, expected)).dataSync()[0] as number);
    const norm = tf.tidy(() => tf.norm(expected).dataSync()[0] as number);
    expect(norm).toBeGreaterThan(0.1);
    expect(error).toBeLessThan(1e-5 * norm);
    expected.dispose();
    tf.dispose([value, grad, given]);
  });

  it('wants one slope a row', () => {
    using flow = made();
    const { flat } = flow.parameters;
    const given = rows();
    expect(() => flow.residualGradient(flat, { ...given, slope: tf.ones([ROWS, 1]) })).toThrow(
      `slope must have shape [${ROWS}]; received [${ROWS}, 1] (ConditionalFlow.residualGradient).`,
    );
    expect(() => flow.residualGradient(flat, { ...given, slope: tf.ones([3]) })).toThrow(
      `slope must have shape [${ROWS}]; received [3]`,
    );
    expect(() => flow.residualGradient(flat, { ...given, residual: tf.ones([ROWS, 3]) })).toThrow(
      'residual must',
    );
    tf.dispose(given);
  });
});
