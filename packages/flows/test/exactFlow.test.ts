import { matrixOf, normals, Rng } from '@sbi/core';
import { expectClose, readAll, readOne } from '@sbi/core/testing';
import { type Distribution, inScope } from '@sbi/distributions';
import { buildFlow, type ConditionalFlow, type ExactParts, hasExactParts, maf, mdn } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** θ in a box, on the real line, above 0 and in a box again; far from one normal distribution. */
function make(epsilon = 0): ConditionalFlow {
  const rng = Rng.fromSeed(1);
  const theta = Float32Array.from({ length: 4 * 200 }, (_, i) =>
    i % 4 === 1 ? 3 * rng.normal() : i % 4 === 2 ? Math.exp(rng.normal()) : 2 * rng.uniform() - 1,
  );
  const x = Float32Array.from({ length: 2 * 200 }, (_, i) => (theta[2 * i] as number) + rng.normal());
  const rows = { theta: matrixOf(theta, 4), x: matrixOf(x, 2) };
  const bounds = { low: [-1, -Infinity, 0, -1], high: [1, Infinity, Infinity, 1] };
  const recipe = mdn({ components: 3, hidden: 8, epsilon });
  const flow = buildFlow(recipe, rows, { seed: 2, bounds });
  tf.tidy(() => {
    const noise = normals([flow.parameters.size], rng);
    flow.parameters.assign(tf.add(flow.parameters.flat, tf.mul(0.4, noise)));
  });
  return flow;
}

function exact(q: Distribution): Distribution & ExactParts {
  if (!hasExactParts(q)) throw new Error('has no exact parts');
  return q;
}

function at(flow: ConditionalFlow, x: number[]): Distribution & ExactParts {
  return exact(inScope(() => flow.given(tf.tensor1d(x))));
}

/** Coordinates of a table, [rows, 4] → [rows, picked]. */
const pick = (theta: tf.Tensor, picked: readonly number[]) =>
  tf.stack(
    picked.map((i) => tf.unstack(theta, 1)[i] as tf.Tensor),
    1,
  );

describe.each(['cpu', 'wasm'])('exact conditionals and marginals on %s', (backend) => {
  let before = 0;
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([[[1]], [[0, 3]], [[2, 1]], [[3, 0, 1]]])(
    'p(rest | %j) p(%j) is the joint density',
    async (fixed) => {
      using flow = make();
      using q = at(flow, [0.3, -0.2]);
      const rest = [0, 1, 2, 3].filter((i) => !fixed.includes(i));
      const points = await readOne(() => q.sample(12, Rng.fromSeed(3)));
      const [joint, marginal] = (await readAll(() => {
        const theta = tf.tensor2d(points, [12, 4]);
        return [q.logProb(theta), q.marginal(fixed).logProb(pick(theta, fixed))];
      })) as [Float32Array, Float32Array];
      for (let row = 0; row < 12; row++) {
        const values = Object.fromEntries(fixed.map((i) => [i, points[4 * row + i] as number]));
        const [conditional] = await readOne(() => {
          const theta = tf.tensor2d(points.slice(4 * row, 4 * row + 4), [1, 4]);
          return q.condition(values).logProb(pick(theta, rest));
        });
        const expected = joint[row] as number;
        const sum = (conditional as number) + (marginal[row] as number);
        expect(Math.abs(sum - expected)).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
      }
    },
  );

  it('the marginal is the integral of the joint density', async () => {
    using flow = make();
    using whole = at(flow, [0.3, -0.2]);
    using q = whole.marginal([0, 1]);
    // the trapezoid rule over the real line of θ_1, exact to rounding for a mixture of normals once the grid is fine
    const [count, step] = [4000, 0.04];
    const grid = Float32Array.from({ length: count }, (_, i) => (i - count / 2) * step);
    for (const value of [-0.9, 0, 0.5]) {
      const [logProb, one] = (await readAll(() => {
        const theta = tf.stack([tf.fill([count], value), tf.tensor1d(grid)], 1);
        return [q.logProb(theta), q.marginal([0]).logProb(tf.tensor1d([value]))];
      })) as [Float32Array, Float32Array];
      const integral = logProb.reduce((sum, value) => sum + Math.exp(value) * step, 0);
      expect(Math.abs(Math.log(integral) - (one[0] as number))).toBeLessThan(1e-3);
    }
  });

  it('conditionals of a batch are those of its members, and draws stay in the support', async () => {
    using flow = make();
    const x = tf.tensor2d([
      [0.3, -0.2],
      [2, 1],
      [-1, 0],
    ]);
    const [whole, pieces, draws] = (await readAll(() => {
      const theta = tf.tensor2d([
        [0.1, 0.5, 0.2],
        [-0.4, 2, 0.1],
        [0.9, 0.1, -0.9],
      ]);
      const members = tf.unstack(x).map((one, i) => {
        const q = exact(flow.given(one)).condition({ 1: 0.7 });
        return q.logProb(tf.unstack(theta)[i] as tf.Tensor);
      });
      const q = exact(flow.given(x)).condition({ 1: 0.7 });
      return [q.logProb(theta), tf.stack(members), q.sample(200, Rng.fromSeed(4))];
    })) as [Float32Array, Float32Array, Float32Array];
    expectClose(whole, pieces, 1e-4, 'logProb of a batch');
    const low = [-1, 0, -1];
    const high = [1, Infinity, 1];
    expect(
      draws.every((value, i) => value >= (low[i % 3] as number) && value <= (high[i % 3] as number)),
    ).toBe(true);
    x.dispose();
  });

  it('are refused for what is no part of θ', () => {
    using flow = make();
    using q = at(flow, [0, 0]);
    expect(() => q.condition({})).toThrow(
      'indices must name coordinates from 0 to 3, each once; received [] (condition).',
    );
    expect(() => q.condition({ 4: 1 })).toThrow('received [4] (condition).');
    expect(() => q.condition({ 0: 0, 1: 0, 2: 1, 3: 0 })).toThrow(
      'values must leave a coordinate free; received all 4 (condition).',
    );
    expect(() => q.condition(null as never)).toThrow(
      'values must be numbers by coordinate; received null (condition).',
    );
    expect(() => q.condition({ 2: -1 })).toThrow(
      'theta must lie in the support, from 0 to Infinity; received -1 for coordinate 2 (condition).',
    );
    expect(() => q.condition({ 1: Number.NaN })).toThrow('received NaN for coordinate 1 (condition).');
    expect(() => q.marginal([1, 1])).toThrow('received [1, 1] (marginal).');
    expect(() => q.marginal(1 as never)).toThrow(
      'indices must be a list of coordinates; received 1 (marginal).',
    );
  });

  it('are those of a mixture only', () => {
    using flow = buildFlow(
      maf({ hidden: 4 }),
      { theta: matrixOf(Float32Array.of(1, 2, 3), 1), x: matrixOf(Float32Array.of(1, 2, 4), 1) },
      { seed: 1 },
    );
    using q = inScope(() => flow.given(tf.zeros([1])));
    expect(hasExactParts(q)).toBe(false);
  });
});
