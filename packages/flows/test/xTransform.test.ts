import { matrix, matrixOf, Rng } from '@sbi/core';
import {
  autoregressiveSpline,
  buildFlow,
  decodeFlow,
  encodeFlow,
  maf,
  screen,
  transformsFor,
  type XTransform,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compressTensor, logFloors } from '../src/precondition/xTransform.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const rng = Rng.fromSeed(1);
/** Columns: log-normal, normal, positive but symmetric, skewed but not positive. */
const x = matrixOf(
  Float32Array.from({ length: 2000 }, (_, i) => {
    const unit = rng.normal();
    return [Math.exp(2 * unit), unit, 100 + unit, Math.exp(2 * unit) - 1][i % 4] as number;
  }),
  4,
);
const theta = matrixOf(
  Float32Array.from({ length: 500 }, (_, i) => Math.log(x.data[4 * i] as number)),
  1,
);
const made = (transformX: XTransform) =>
  buildFlow(maf({ hidden: 4, transforms: 1, transformX }), { theta, x }, { seed: 1 });

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it("'log' reads ln x of the columns that are positive and skewed, and of no others", () => {
    using flow = made('log');
    const least = Math.min(...Array.from({ length: 500 }, (_, i) => x.data[4 * i] as number));
    const floors = flow.preconditioner.values.xFloor as Float32Array;
    expect(floors[0]).toBeCloseTo(least / 10, 6);
    expect(Array.from(floors.slice(1))).toEqual([0, 0, 0]);
    // θ is ln x: the regression is exact
    expect(flow.preconditioner.values.spread[0]).toBeLessThan(1e-3);
  });

  it("'log' gives every new x a finite context: below a tenth of the least it stays", async () => {
    using flow = made('log');
    const floor = (flow.preconditioner.values.xFloor as Float32Array)[0] as number;
    const rows = [floor, floor / 2, 0, -1e30].map((first) => [first, 0, 100, 0]);
    const context = (await flow.embed(tf.tensor2d(rows)).array()) as number[][];
    for (const row of context) expect(row).toEqual(context[0]);
    expect(context.flat().every(Number.isFinite)).toBe(true);
    for (const row of rows)
      expect(flow.preconditioner.scaledOf(row)[0]).toBeCloseTo(context[0]?.[0] as number, 5);
  });

  it.each<[XTransform]>([['none'], ['clip'], ['asinh'], ['log']])(
    '%s keeps what is missing NaN',
    async (transformX) => {
      using flow = made(transformX);
      const context = await flow.preconditioner.context(tf.tensor2d([[NaN, 0, NaN, NaN]])).data();
      expect(Array.from(context, Number.isNaN)).toEqual([true, false, true, true]);
      expect(Array.from(flow.preconditioner.scaledOf([NaN, 0, NaN, NaN]), Number.isNaN)).toEqual([
        true,
        false,
        true,
        true,
      ]);
    },
  );

  it('asinh is exact and has its derivative, from 0 to the end of float32', async () => {
    const points = [0, 1e-20, 0.3, -0.999, 1.001, -3, 1e4, -1e19, 3e38];
    const u = tf.tensor1d(points);
    const [value, slope] = [compressTensor(u, 'asinh'), tf.grad((v) => compressTensor(v, 'asinh'))(u)];
    const [values, slopes] = [await value.data(), await slope.data()];
    points.forEach((point, i) => {
      const expected = Math.asinh(point);
      expect(Math.abs((values[i] as number) - expected)).toBeLessThanOrEqual(
        3e-7 * Math.max(1, Math.abs(expected)),
      );
      expect(Math.abs((slopes[i] as number) * Math.hypot(1, point) - 1)).toBeLessThan(1e-5);
    });
  });

  it.each<[XTransform]>([['none'], ['asinh'], ['log']])('%s travels in the file', async (transformX) => {
    using flow = buildFlow(
      autoregressiveSpline({ hidden: 4, transforms: 1, transformX }),
      { theta, x },
      { seed: 1 },
    );
    const bytes = await encodeFlow(flow);
    using again = decodeFlow(bytes);
    expect(await encodeFlow(again)).toEqual(bytes);
    expect(again.preconditioner.values).toEqual(flow.preconditioner.values);
    const seen = x.data.slice(0, 4);
    expect(again.preconditioner.scaledOf(seen)).toEqual(flow.preconditioner.scaledOf(seen));
  });
});

describe('logFloors', () => {
  it('reads columns of one channel alike', () => {
    const rows = matrix([
      [1, 5, 100, 5],
      [2, 5, 1000, 5],
      [4, 5, NaN, 5],
    ]);
    const [a, b, c, d] = logFloors(rows, 2);
    expect([a, b, c, d]).toEqual([Math.fround(0.1), 0, Math.fround(0.1), 0]);
  });

  it('counts 0 as half of the least positive number, and leaves what is negative', () => {
    const rows = matrix([
      [0, 0, -1],
      [2, 2, 2],
      [3, 5, 3],
      [50, 8, 50],
    ]);
    expect(Array.from(logFloors(rows, 3))).toEqual([1, 0, 0]);
    expect(Array.from(logFloors(matrix([[0], [0], [0], [0]]), 1))).toEqual([0]);
  });

  it('leaves constants, and ties that logarithms do not untie', () => {
    expect(
      Array.from(
        logFloors(
          matrix([
            [3, 1],
            [3, 1],
            [3, 1],
            [3, 9],
          ]),
          2,
        ),
      ),
    ).toEqual([0, 0]);
  });
});

describe('transformsFor', () => {
  const draws = (draw: (rng: Rng) => number, rows = 1000) => {
    const stream = Rng.fromSeed(3);
    return matrixOf(
      Float32Array.from({ length: rows }, () => draw(stream)),
      1,
    );
  };

  it.each<[string, (rng: Rng) => number, string]>([
    ['normal numbers', (r) => r.normal(), 'clip'],
    ['uniform ones', (r) => r.uniform(), 'clip'],
    ['large positive ones', (r) => 50 + r.normal(), 'clip'],
    ['constants', () => 3, 'clip'],
    ['Cauchy noise', (r) => r.normal() / r.normal(), 'clip,asinh'],
    ['counts', (r) => Math.floor(-9 * Math.log(1 - r.uniform())), 'clip'],
    ['waiting times', (r) => -Math.log(1 - r.uniform()), 'clip,log'],
    ['log-normal numbers', (r) => Math.exp(2 * r.normal()), 'clip,asinh,log'],
  ])('calls for what %s need', (_, draw, expected) => {
    expect(transformsFor(draws(draw)).join()).toBe(expected);
  });

  it('is not taken in by many columns of normal numbers', () => {
    const stream = Rng.fromSeed(4);
    const many = matrixOf(
      Float32Array.from({ length: 100_000 }, () => stream.normal()),
      100,
    );
    expect(transformsFor(many)).toEqual(['clip']);
  });

  it('refuses channels that do not fit', () => {
    const message = 'channels must divide the 4 columns of x; received 3 (transformsFor).';
    expect(() => transformsFor(x, 3)).toThrow(message);
  });
});

it('a screen keeps the regression to its columns', () => {
  using flow = buildFlow(maf({ hidden: 4 }), { theta, x }, { seed: 1, embedding: screen([0, 2]) });
  const { slope } = flow.preconditioner.values;
  expect(Array.from(slope, (value) => value !== 0)).toEqual([true, false, true, false]);
});
