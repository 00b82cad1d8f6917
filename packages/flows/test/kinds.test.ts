import { matrixOf, normals, Rng } from '@sbi/core';
import { expectClose, readAll, readOne } from '@sbi/core/testing';
import {
  autoregressiveSpline,
  buildFlow,
  type ConditionalFlow,
  coupling,
  defaultFlow,
  type FlowRecipe,
  maf,
  mdn,
  nsf,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const rng = Rng.fromSeed(7);
const table = (rows: number, columns: number) =>
  matrixOf(
    Float32Array.from({ length: rows * columns }, () => rng.normal()),
    columns,
  );

function build(recipe: FlowRecipe, dim: number): ConditionalFlow {
  return buildFlow(recipe, { theta: table(50, dim), x: table(50, 2) }, { seed: 1 });
}

describe('recipes', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('are sbi’s sizes, or those of the benchmark', () => {
    expect(nsf()).toMatchObject({
      transforms: 5,
      hidden: 50,
      blocks: 2,
      bins: 10,
      tailBound: 3,
      contextLayers: 1,
    });
    expect(mdn()).toMatchObject({ components: 10, hidden: 50, layers: 2, epsilon: 0 });
    expect(coupling()).toMatchObject({ transforms: 6, hidden: 50, blocks: 2 });
    expect(autoregressiveSpline()).toMatchObject({
      transforms: 3,
      hidden: 50,
      bins: 8,
      tailBound: 4,
      order: 'reversed',
    });
    expect([1, 2, 9].map((dim) => defaultFlow(dim).kind)).toEqual(['autoregressiveSpline', 'maf', 'maf']);
  });

  // θ-dim, x-dim (1, 1), (2, 2), (3, 3), (5, 10) of Python sbi's default networks
  it.each([
    ['nsf', nsf(), [20_645, 60_925, 66_242, 79_227]],
    ['mdn', mdn(), [undefined, 5760, 7850, undefined]],
  ] as const)('%s has as many parameters as sbi’s', (_, recipe, counts) => {
    const sizes = [
      [1, 1],
      [2, 2],
      [3, 3],
      [5, 10],
    ] as const;
    sizes.forEach(([dim, columns], i) => {
      const count = counts[i];
      if (count === undefined) return;
      using flow = buildFlow(recipe, { theta: table(9, dim), x: table(9, columns) }, { seed: 1 });
      expect(flow.parameters.size).toBe(count);
    });
  });

  it.each<[(options: never) => FlowRecipe, object, string | RegExp]>([
    [nsf, { bins: 1 }, 'bins must be an integer from 2 to below 501; received 1 (nsf).'],
    [nsf, { tailBound: 0 }, 'tailBound must be a number from 0.001 to below 1000; received 0 (nsf).'],
    [nsf, { order: 'random' }, /^recipe must hold kind, .* only; received "order" \(nsf\)\.$/],
    [nsf, { start: 'zero' }, "start must be 'random' or 'identity'; received \"zero\" (nsf)."],
    [autoregressiveSpline, { bins: 2.5 }, /^bins must be an integer from 2 to below 501; received 2\.5/],
    [autoregressiveSpline, { kind: 'maf' }, /^kind must be 'autoregressiveSpline'; received "maf"/],
    [coupling, { dropout: -0.1 }, 'dropout must be a number from 0 to below 1; received -0.1 (coupling).'],
    [coupling, { transforms: '6' }, /^transforms must be an integer from 1 to 4096; received "6"/],
    [mdn, { components: 0 }, 'components must be an integer from 1 to 4096; received 0 (mdn).'],
    [mdn, { epsilon: Number.NaN }, 'epsilon must be a number from 0 to below 1; received NaN (mdn).'],
    [mdn, { blocks: 2 }, /^recipe must hold kind, components, .* only; received "blocks" \(mdn\)\.$/],
  ])('%o refuses %j', (recipe, options, message) => {
    expect(() => recipe(options as never)).toThrow(message);
  });
});

describe.each(['cpu', 'wasm'])('kinds on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each([maf(), autoregressiveSpline(), coupling(), nsf()])(
    '$kind starts as the identity',
    async (recipe) => {
      for (const dim of [1, 2, 5]) {
        using flow = build(recipe, dim);
        const [actual, expected] = (await readAll(() => {
          const [residual, context] = [tf.mul(2, normals([40, dim], rng)), normals([40, 2], rng)];
          const normal = tf.sum(tf.sub(tf.mul(tf.square(residual), -0.5), 0.5 * Math.log(2 * Math.PI)), 1);
          return [flow.residualLogProb(flow.parameters.flat, residual, context), normal];
        })) as [Float32Array, Float32Array];
        expectClose(actual, expected, 2e-5, `${recipe.kind} of ${dim}`);
      }
    },
  );

  it.each([
    maf({ dropout: 0.3, start: 'random' }),
    autoregressiveSpline({ dropout: 0.3, start: 'random' }),
    coupling({ dropout: 0.3, start: 'random' }),
    nsf({ dropout: 0.3, start: 'random' }),
    mdn({ dropout: 0.3 }),
  ])('$kind drops units in training only, by the stream it is given', async (recipe) => {
    using flow = build(recipe, 2);
    using plain = build({ ...recipe, dropout: 0 }, 2);
    plain.parameters.assign(flow.parameters.flat);
    const [once, again, other, off, never] = (await readAll(() => {
      const [residual, context] = [normals([40, 2], Rng.fromSeed(1)), normals([40, 2], Rng.fromSeed(2))];
      const { flat } = flow.parameters;
      const at = (seed: number) => flow.residualLogProb(flat, residual, context, Rng.fromSeed(seed));
      const evaluated = flow.residualLogProb(flat, residual, context);
      return [at(1), at(1), at(2), evaluated, plain.residualLogProb(flat, residual, context)];
    })) as Float32Array[] as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    expect(off).not.toEqual(once);
    expect(off).toEqual(never);
  });

  it('a training step has gradients through dropout', async () => {
    using flow = build(nsf({ dropout: 0.5 }), 3);
    const gradient = await readOne(() => {
      const [residual, context] = [normals([40, 3], rng), normals([40, 2], rng)];
      const loss = (flat: tf.Tensor) =>
        tf.mean(flow.residualLogProb(flat, residual, context, Rng.fromSeed(3)));
      return tf.grad(loss)(flow.parameters.flat);
    });
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(gradient.some((slope) => slope !== 0)).toBe(true);
  });
});
