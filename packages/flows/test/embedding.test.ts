import { matrixOf, normals, Rng } from '@sbi/core';
import { DiagNormal } from '@sbi/distributions';
import {
  buildFlow,
  decodeFlow,
  encodeFlow,
  maf,
  type NetworkRecipe,
  registerFlow,
  registerNetwork,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';

const rng = Rng.fromSeed(1);
const numbers = (count: number) => Float32Array.from({ length: count }, () => rng.normal());

/** The mean over the rows of a set that are there, through one layer. */
registerNetwork('mean', (recipe, [, columns = 0]) => {
  const outputs = recipe['outputs'] as number;
  return {
    weights: { kernel: [columns, outputs], bias: [outputs] },
    outputs,
    rows: 'exchangeable',
    apply: ({ kernel, bias }, x) => {
      const there = tf.cast(tf.logicalNot(tf.isNaN(x)), 'float32');
      const filled = tf.where(tf.isNaN(x), tf.zerosLike(x), x);
      const mean = tf.div(tf.sum(filled, 1), tf.maximum(tf.sum(there, 1), 1));
      return tf.tanh(tf.add(tf.matMul(mean, kernel as tf.Tensor2D), bias as tf.Tensor));
    },
  };
});
const MEAN: NetworkRecipe = { kind: 'mean', outputs: 2 };
const small = maf({ transforms: 2, hidden: 4, blocks: 1, start: 'random' });

/** Sets of 3 trials of 2 numbers, of which some are missing. */
function rows() {
  const x = numbers(40 * 6);
  x.fill(Number.NaN, 4, 6);
  return { theta: matrixOf(numbers(40), 1), x: matrixOf(x, 6), xShape: [3, 2] };
}

describe('an embedding', () => {
  let before = 0;
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is trained through the flat vector, behind the weights of the flow', async () => {
    using flow = buildFlow(small, rows(), { seed: 1, embedding: MEAN });
    const { flat, spec, size } = flow.parameters;
    expect(Object.keys(spec).slice(-2)).toEqual(['embedding.kernel', 'embedding.bias']);
    expect(spec['transforms.0.context.kernel']).toEqual([2, 4]);
    const [theta, x] = [normals([5, 1], Rng.fromSeed(2)), normals([5, 3, 2], Rng.fromSeed(3))];
    const { residual, context, logDet } = flow.prepare(theta, x);
    expect(context.shape).toEqual([5, 3, 2]);
    const slopes = tf.tidy(() =>
      tf.grad((weights: tf.Tensor) => tf.sum(flow.residualLogProb(weights, residual, context)))(flat),
    );
    const embedded = Array.from(await slopes.data()).slice(size - 6);
    expect(embedded.every((slope) => Number.isFinite(slope) && slope !== 0)).toBe(true);
    tf.dispose([theta, x, residual, context, logDet, slopes]);
  });

  it('reads what is missing where its network says so, and scales every trial alike', async () => {
    using flow = buildFlow(small, rows(), { seed: 1, embedding: MEAN });
    const { xLoc, xScale } = flow.preconditioner.values;
    for (const values of [xLoc, xScale]) {
      expect(Array.from(values.slice(2))).toEqual([...values.slice(0, 2), ...values.slice(0, 2)]);
    }
    const logProb = tf.tidy(() => {
      const x = tf.tensor3d([1, 2, 3, 4, NaN, NaN, 3, 4, NaN, NaN, 1, 2], [2, 3, 2]);
      return flow.given(x).logProb(tf.zeros([2, 1]));
    });
    const [one, other] = await logProb.data();
    expect(one).toBeCloseTo(other as number, 6);
    expect(Number.isFinite(one)).toBe(true);
    logProb.dispose();
  });

  it('travels in the file by its recipe, and is asked for by name', async () => {
    using flow = buildFlow(small, rows(), { seed: 1, embedding: MEAN });
    const bytes = await encodeFlow(flow);
    using again = decodeFlow(bytes);
    expect(again.architecture.embedding).toEqual(MEAN);
    expect(await encodeFlow(again)).toEqual(bytes);
  });

  it('is refused where no network is known, and with NaN that its network does not take', () => {
    expect(() => buildFlow(small, rows(), { seed: 1, embedding: { kind: 'mine' } })).toThrow(
      /^embedding must be of a known kind, .*, or be registered first by registerNetwork; received "mine"/,
    );
    registerNetwork('first', () => ({
      weights: {},
      outputs: 1,
      apply: (_, x) => tf.slice(tf.reshape(x, [-1, 6]), [0, 0], [-1, 1]),
    }));
    expect(() => buildFlow(small, rows(), { seed: 1, embedding: { kind: 'first' } })).toThrow(
      'x must hold finite numbers only; received NaN in row 0, column 4 (buildFlow).',
    );
    expect(() =>
      buildFlow(small, rows(), { seed: 1, embedding: { kind: 'mean', outputs: () => 2 } }),
    ).toThrow('embedding.outputs must be plain JSON, at most 8 deep; received a function (buildFlow).');
  });
});

describe('registerFlow', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('refuses what is no kind of flow', () => {
    const build = () => ({
      weights: { loc: [1] },
      initialize: () => new Float32Array(1),
      given: () => new DiagNormal([0], [1]),
    });
    expect(() => registerFlow('maf', build)).toThrow(
      'kind must be none of the built-in ones; received "maf" (registerFlow).',
    );
    expect(() => registerFlow('', build)).toThrow('kind must be a name; received "" (registerFlow).');
    expect(() => registerFlow('one', {} as never)).toThrow(
      'build must be a function from a recipe to a model; received an object (registerFlow).',
    );
  });

  it('names the kinds that are known', () => {
    expect(() => buildFlow({ kind: 'naf' }, rows(), { seed: 1 })).toThrow(
      /^recipe must be of a known kind, maf.*, or be registered first by registerFlow; received "naf" \(buildFlow\)\.$/,
    );
  });
});
