import { matrixOf, Rng, type Simulations, toMatrix } from '@sbi/core';
import { buildFlow, decodeFlow, encodeFlow, leaveOneOut, maf, mlp } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitReading } from '../src/precondition/reading.ts';
import '@tensorflow/tfjs-backend-cpu';

beforeAll(() => tf.setBackend('cpu'));

const small = maf({ transforms: 1, hidden: 4, reads: 'predictions' });

/** θ of two numbers, the second of which x says nothing about; x of many numbers that each say little. */
function weak(rows: number, columns: number, seed: number): Simulations {
  const rng = Rng.fromSeed(seed);
  const theta = new Float32Array(2 * rows).map(() => rng.normal());
  const x = Float32Array.from({ length: rows * columns }, (_, k) => {
    const i = Math.floor(k / columns);
    return (theta[2 * i] as number) + 3 * rng.normal();
  });
  return { theta: matrixOf(theta, 2), x: matrixOf(x, columns) };
}

/** The solution of linear equations, each with its right side last, by elimination. */
function solve(equations: number[][]): number[] {
  equations.forEach((pivot, k) => {
    const lead = pivot[k] as number;
    pivot.forEach((value, c) => {
      pivot[c] = value / lead;
    });
    equations.forEach((other, i) => {
      const factor = other[k] as number;
      if (i !== k) {
        other.forEach((value, c) => {
          other[c] = value - factor * (pivot[c] as number);
        });
      }
    });
  });
  return equations.map((equation) => equation.at(-1) as number);
}

describe('fitReading', () => {
  const { theta, x } = weak(30, 12, 1);
  const column = (j: number) => Float64Array.from({ length: 30 }, (_, i) => theta.data[2 * i + j] as number);
  const regressors = { data: Float64Array.from(x.data), rows: 30, columns: 12 };

  it('predicts each row as a regression on all others does, about the same means', () => {
    const { leftOut, slope } = fitReading(regressors, [column(0), column(1)]);
    const means = Array.from({ length: 12 }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < 30; i++) sum += (regressors.data[12 * i + c] as number) / 30;
      return sum;
    });
    const mean = column(0).reduce((sum, value) => sum + value, 0) / 30;
    const at = (i: number, c: number) => (regressors.data[12 * i + c] as number) - (means[c] as number);
    /** The prediction of a row by the ridge regression on the 29 others. */
    const without = (row: number, penalty: number) => {
      const others = Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== row);
      const sum = (of: (i: number) => number) => others.reduce((total, i) => total + of(i), 0);
      const equations = means.map((_, a) => [
        ...means.map((_, b) => sum((i) => at(i, a) * at(i, b)) + (a === b ? 30 * penalty : 0)),
        sum((i) => at(i, a) * ((column(0)[i] as number) - mean)),
      ]);
      return solve(equations).reduce((total, value, c) => total + value * at(row, c), 0);
    };
    // predictions are scaled: two differences of them have a ratio that is not
    const own = [0, 7, 19].map((row) => leftOut[2 * row] as number) as [number, number, number];
    const ratios = [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3].map((penalty) => {
      const [a, b, c] = [0, 7, 19].map((row) => without(row, penalty)) as [number, number, number];
      return Math.abs((a - b) / (b - c) / ((own[0] - own[1]) / (own[1] - own[2])) - 1);
    });
    expect(Math.min(...ratios)).toBeLessThan(1e-6);
    expect(slope.every(Number.isFinite)).toBe(true);
  });

  it('has mean 0 and variance 1, and a constant x predicts nothing', () => {
    const { leftOut } = fitReading(regressors, [column(0), column(1)]);
    for (const j of [0, 1]) {
      const list = Array.from({ length: 30 }, (_, i) => leftOut[2 * i + j] as number);
      expect(Math.abs(list.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
      expect(list.reduce((sum, value) => sum + value ** 2, 0) / 30).toBeCloseTo(1, 9);
    }
    const flat = fitReading({ data: new Float64Array(30), rows: 30, columns: 1 }, [column(0)]);
    expect([...flat.leftOut, ...flat.slope, ...flat.intercept].every((value) => value === 0)).toBe(true);
  });

  it('does not tell a row of its own θ where x says nothing', () => {
    // a correlation of 2,000 pairs: sd 0.022
    const rng = Rng.fromSeed(5);
    const y = new Float64Array(2000).map(() => rng.normal());
    const noise = { data: new Float64Array(2000 * 20).map(() => rng.normal()), rows: 2000, columns: 20 };
    const { leftOut } = fitReading(noise, [y]);
    const spread = Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0) / 2000);
    const correlation = y.reduce((sum, value, i) => sum + value * (leftOut[i] as number), 0) / 2000 / spread;
    expect(Math.abs(correlation)).toBeLessThan(0.09);
  });
});

describe('a flow that reads predictions', () => {
  const rows = weak(200, 30, 2);

  it('reads D numbers, of rows that it was not made from the same as of rows that it was', async () => {
    using flow = buildFlow(small, rows, { seed: 1 });
    expect(flow.contextShape).toEqual([2]);
    const x = tf.tensor2d(rows.x.data, [200, 30]);
    const context = await toMatrix(flow.embed(x));
    expect(context.columns).toBe(2);
    const leftOut = leaveOneOut(flow, rows);
    const gap = context.data.map((value, i) => Math.abs(value - (leftOut.data[i] as number)));
    expect(Math.max(...gap)).toBeGreaterThan(0.05); // it did pull its own predictions
    const theta = tf.tensor2d(rows.theta.data, [200, 2]);
    const prepared = flow.prepare(theta, x, tf.tensor2d(leftOut.data, [200, 2]));
    expect(Array.from(await prepared.context.data())).toEqual(Array.from(leftOut.data));
    const some = leftOut.data.map((value, i) => (i < 2 ? value : Number.NaN));
    const mixed = await toMatrix(flow.prepare(theta, x, tf.tensor2d(some, [200, 2])).context);
    expect(Array.from(mixed.data.subarray(2))).toEqual(Array.from(context.data.subarray(2)));
    expect(Array.from(mixed.data.subarray(0, 2))).toEqual(Array.from(leftOut.data.subarray(0, 2)));
  });

  it('has residuals as wide as those of rows that nobody has seen', async () => {
    // of 120 predictors for 200 rows, a regression's own residuals would be narrower by √(1 − 120/200) = 0.63
    const wide = weak(200, 120, 3);
    using flow = buildFlow(small, wide, { seed: 1 });
    const spreadOf = async ({ theta, x }: Simulations, leftOut?: tf.Tensor) => {
      const [at, seen] = [tf.tensor2d(theta.data, [200, 2]), tf.tensor2d(x.data, [200, 120])];
      const { data } = await toMatrix(flow.prepare(at, seen, leftOut).residual);
      return Math.sqrt(data.reduce((sum, value, i) => sum + (i % 2 === 0 ? value ** 2 : 0), 0) / 200);
    };
    const own = await spreadOf(wide, tf.tensor2d(leaveOneOut(flow, wide).data, [200, 2]));
    const fresh = await spreadOf(weak(200, 120, 4));
    // both are standard deviations of 200 numbers: each is off by 5 %
    expect(own / fresh).toBeGreaterThan(0.8);
    expect(own / fresh).toBeLessThan(1.25);
  });

  it('travels in the file, and an mdn marginal keeps what it reads', async () => {
    using flow = buildFlow(small, rows, { seed: 1, bounds: { low: [-9, -9], high: [9, 9] } });
    const bytes = await encodeFlow(flow);
    using again = decodeFlow(bytes);
    expect(await encodeFlow(again)).toEqual(bytes);
    expect(again.preconditioner.values).toEqual(flow.preconditioner.values);
  });

  it('is of a vector and without an embedding, and only it has predictions', () => {
    expect(() => buildFlow(small, { ...rows, xShape: [15, 2] }, { seed: 1 })).toThrow(
      "reads must be 'x' but for a vector x of at most 1000 numbers without an embedding; received an x of shape [15, 2] (buildFlow).",
    );
    expect(() => buildFlow(small, rows, { seed: 1, embedding: mlp() })).toThrow(
      /received "mlp" \(buildFlow\)/,
    );
    expect(() => maf({ reads: 'y' as never })).toThrow(
      "reads must be 'x' or 'predictions'; received \"y\" (maf).",
    );
    using flow = buildFlow(small, rows, { seed: 1 });
    const narrow = weak(200, 29, 2);
    expect(() => leaveOneOut(flow, narrow)).toThrow('x must have 30 columns; received 29 (leaveOneOut).');
    expect(() => leaveOneOut(flow, { ...rows, theta: narrow.x })).toThrow(
      'theta must have 2 columns; received 29 (leaveOneOut).',
    );
    const [theta, x] = [tf.zeros([200, 2]), tf.zeros([200, 30])];
    expect(() => flow.prepare(theta, x, tf.zeros([199, 2]))).toThrow(
      'leftOut must have shape [200, 2]; received [199, 2] (ConditionalFlow.prepare).',
    );
    expect(() => flow.prepare(theta, x, [1] as never)).toThrow(/^leftOut must be/);
    using plain = buildFlow(maf({ hidden: 4 }), rows, { seed: 1 });
    expect(() => plain.prepare(theta, x, theta)).toThrow(
      'leftOut must be left out of a flow that reads x; received some (ConditionalFlow.prepare).',
    );
    expect(() => leaveOneOut(plain, rows)).toThrow(
      'flow must read predictions; received one that reads x (leaveOneOut).',
    );
  });
});
