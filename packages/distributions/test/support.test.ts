import { matrix, Rng, toMatrix } from '@sbi/core';
import {
  Affine,
  BoxUniform,
  box,
  Chain,
  contains,
  DiagNormal,
  Exp,
  Interval,
  Joint,
  LogNormal,
  Permute,
  realSpace,
  restricted,
  Softplus,
  Stack,
  unconstrain,
} from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from './tolerance.ts';

describe('contains', () => {
  it('counts the ends in, and NaN out', () => {
    const points = matrix([
      [0, 5],
      [1, -1e30],
      [-1e-20, 0],
      [NaN, 0],
      [1.0000001, 0],
    ]);
    expect([...contains(box([0, -Infinity], [1, Infinity]), points)]).toEqual([1, 1, 0, 0, 0]);
  });

  it('asks the predicate only inside the box', () => {
    const wedge = restricted(box([0, 0], [1, 1]), 'wedge', (theta) => (theta[0] ?? 0) > (theta[1] ?? 0));
    expect([
      ...contains(
        wedge,
        matrix([
          [0.6, 0.5],
          [0.5, 0.6],
          [2, 1],
        ]),
      ),
    ]).toEqual([1, 0, 0]);
  });
});

describe('supports follow the maps', () => {
  const ends = ({ low, high }: { low: Float32Array; high: Float32Array }) => [[...low], [...high]];
  const f = Math.fround;
  it('of Exp, Softplus, Interval, Affine, Permute, Stack and Chain', () => {
    const unit = box([0, -1], [1, 2]);
    expect(ends(new Exp().image(unit))).toEqual([
      [1, f(Math.exp(-1))],
      [f(Math.E), f(Math.exp(2))],
    ]);
    expect(ends(new Exp().image(realSpace(1)))).toEqual([[0], [Infinity]]);
    expect(ends(new Softplus().image(realSpace(1)))).toEqual([[0], [Infinity]]);
    expect(ends(new Interval([2, 3], [4, 5]).image(realSpace(2)))).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(ends(new Affine([1, 1], [-1, 2]).image(unit))).toEqual([
      [0, -1],
      [1, 5],
    ]);
    expect(ends(new Permute([1, 0]).image(unit))).toEqual([
      [-1, 0],
      [2, 1],
    ]);
    expect(ends(new Stack([new Affine(3, 1), new Exp()], [1, 1]).image(realSpace(2)))).toEqual([
      [-Infinity, 0],
      [Infinity, Infinity],
    ]);
    expect(ends(new Chain([new Exp(), new Affine(5, -1)]).image(realSpace(1)))).toEqual([[-Infinity], [5]]);
  });

  it('of distributions and their joints', () => {
    const joint = new Joint({ a: new LogNormal(0, 1), b: new BoxUniform([0, 1], [1, 3]) });
    expect(ends(joint.support)).toEqual([
      [0, 0, 1],
      [Infinity, 1, 3],
    ]);
    expect(joint.names).toEqual(['a', 'b_1', 'b_2']);
    const nested = new Joint({ rates: joint, last: new DiagNormal(0, 1) });
    expect(nested.names).toEqual(['rates_a', 'rates_b_1', 'rates_b_2', 'last']);
  });
});

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`backend ${backend} does not start`);
  });
  afterAll(() => tf.setBackend('cpu'));

  it('unconstrain reaches every point of the box, and its ends come back finite', async () => {
    using f = unconstrain(box([-2, 0, -3, -Infinity], [2, Infinity, Infinity, 7]));
    expect(f.dim).toBe(4);
    const theta = tf.tensor2d([
      [-2, 0, -3, 7],
      [2, 1e-30, 1e30, -1e30],
      [0, 1, -2, 6],
    ]);
    const [z, logDet] = f.inverseAndLogDet(theta);
    expect([...(await z.data()), ...(await logDet.data())].every(Number.isFinite)).toBe(true);
    const back = await toMatrix(f.forward(z));
    const support = box([-2, 0, -3, -Infinity], [2, Infinity, Infinity, 7]);
    expect([...contains(support, back)]).toEqual([1, 1, 1]);
    (await theta.data()).forEach((value, i) => {
      const distance = Math.abs((back.data[i] as number) - value) / Math.max(1, Math.abs(value));
      expect(distance).toBeLessThan(1e-5);
    });
    tf.dispose([theta, z, logDet]);
  });

  it.each<[number, number]>([
    [1e-12, 3e-12],
    [-1e12, 2e12],
    [0.1, 0.3],
    [1e6, 1e6 + 1],
    [-3e37, 3e38],
    [0, 1e-38],
    [1, 1 + 2 ** -23],
  ])('BoxUniform draws from %s to %s never leave the box', async (low, high) => {
    const prior = new BoxUniform(low, high);
    const draws = await toMatrix(prior.sample(20_000, Rng.fromSeed(4)));
    expect(contains(prior.support, draws).indexOf(0)).toBe(-1);
    const middle = draws.data.reduce((sum, value) => sum + value / draws.rows, 0);
    const [start, end] = [Math.fround(low), Math.fround(high)];
    // 4.5 standard errors of the mean of a uniform, or of a coin where only the ends are floats
    expect(Math.abs(middle - (start + end) / 2)).toBeLessThan(
      (4.5 * (end - start)) / 2 / Math.sqrt(draws.rows),
    );
  });
});

it('BoxUniform draws are the same bits on every backend', async () => {
  const draws: Float32Array[] = [];
  for (const backend of backends) {
    await tf.setBackend(backend);
    draws.push((await toMatrix(new BoxUniform([0.1, -1e12], [0.3, 1]).sample(100, Rng.fromSeed(8)))).data);
  }
  await tf.setBackend('cpu');
  for (const other of draws) expect(other).toEqual(draws[0]);
});

it('a log-normal is 0, not NaN, at and below 0, and so is its gradient below', async () => {
  const prior = new LogNormal([0], [1]);
  const theta = tf.tensor2d([[-1], [0], [NaN], [1e-30], [Infinity]]);
  const values = await prior.logProb(theta).data();
  expect([...values].map(Number.isNaN)).toEqual([false, false, false, false, false]);
  expect([values[0], values[1], values[2], values[4]]).toEqual([-Infinity, -Infinity, -Infinity, -Infinity]);
  expect(values[3]).toBeLessThan(-2000);
  const gradient = await tf
    .grad((at) => tf.sum(prior.logProb(at)))(tf.tensor2d([[-1], [2]]))
    .data();
  expect(gradient[0]).toBeCloseTo(0, 12);
  // −(1 + ln θ)/θ at 2
  expect(gradient[1]).toBeCloseTo(-(1 + Math.LN2) / 2, 5);
});
