import { type Matrix, matrix, matrixOf, Rng, type Simulations, toTensor } from '@sbi/core';
import {
  buildFlow,
  type ConditionalFlow,
  convolution1d,
  deepSet,
  encodeFlow,
  gru,
  maf,
  type NetworkRecipe,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { make, simulate, toys } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const small = maf({ transforms: 2, hidden: 4, blocks: 1 });

function gaussian(rows: number, columns: number, rng: Rng): Matrix {
  return matrixOf(
    Float32Array.from({ length: rows * columns }, () => rng.normal()),
    columns,
  );
}

const ordersOf = ({ architecture }: ConditionalFlow) => architecture.drawn['orders'] as number[][];

const read = async (compute: () => tf.Tensor): Promise<Float32Array> => {
  const tensor = tf.tidy(compute);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
};

describe.each(['cpu', 'wasm'])('buildFlow on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('makes the same flow of the same rows and seed, byte for byte, and another of another seed', async () => {
    const rows = simulate({ sides: ['real', 'box'], x: 2 });
    const bounds = { low: [-Infinity, -1], high: [Infinity, 1] };
    const bytes = async (seed: number) => {
      using flow = buildFlow(maf({ ...small, order: 'random', start: 'random' }), rows, { seed, bounds });
      return encodeFlow(flow);
    };
    expect(await bytes(1)).toEqual(await bytes(1));
    expect(await bytes(2)).not.toEqual(await bytes(1));
  });

  it('starts as the regression when it starts as the identity', async () => {
    const rng = Rng.fromSeed(3);
    const x = gaussian(5000, 2, rng);
    const at = (i: number, c: number) => x.data[2 * i + c] as number;
    const theta = matrixOf(
      Float32Array.from({ length: 5000 }, (_, i) => 10 + 2 * at(i, 0) - at(i, 1) + 0.5 * rng.normal()),
      1,
    );
    using flow = buildFlow(maf(), { theta, x }, { seed: 1 });
    const [a, b] = await read(() =>
      flow.given(tf.tensor1d([0.5, -0.5])).logProb(tf.tensor2d([[11.5], [12]])),
    );
    // N(11.5, 0.5²) there; estimates of mean and width are good to a few times 0.5/√5000
    expect(Math.abs((a as number) + Math.log(0.5 * Math.sqrt(2 * Math.PI)))).toBeLessThan(0.05);
    expect(Math.abs((a as number) - (b as number) - 0.5)).toBeLessThan(0.1);
  });

  it('fits steep problems as well in units of 1e-12 and 1e12', async () => {
    const rows = simulate({ sides: ['real', 'box'], x: 2 });
    const scores = await Promise.all(
      [1e-12, 1, 1e12].map(async (unit) => {
        const scale = ({ data, columns }: Matrix) =>
          matrixOf(
            data.map((v) => v * unit),
            columns,
          );
        const scaled = { theta: scale(rows.theta), x: scale(rows.x) };
        using flow = buildFlow(maf(), scaled, {
          seed: 1,
          bounds: { low: [-Infinity, -unit], high: [Infinity, unit] },
        });
        const logProb = await read(() => flow.given(toTensor(scaled.x)).logProb(toTensor(scaled.theta)));
        return logProb.reduce((sum, value) => sum + value / logProb.length, 0) + 2 * Math.log(unit);
      }),
    );
    expect(Math.abs((scores[0] as number) - (scores[1] as number))).toBeLessThan(1e-3);
    expect(Math.abs((scores[2] as number) - (scores[1] as number))).toBeLessThan(1e-3);
  });

  it('gives densities on the walls, and none beyond', async () => {
    using flow = buildFlow(maf(), simulate({ sides: ['box', 'above'], x: 2 }), {
      seed: 1,
      bounds: { low: [-1, 0], high: [1, Infinity] },
    });
    const theta = [
      [1, 1],
      [-1, 1],
      [0, 0],
      [1, 0],
      [1.001, 1],
      [0, -1e-6],
      [0, Infinity],
    ];
    const logProb = Array.from(await read(() => flow.given(tf.tensor1d([3, 4])).logProb(tf.tensor2d(theta))));
    expect(logProb.slice(0, 4).every(Number.isFinite)).toBe(true);
    expect(logProb.slice(4)).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  it('takes a batch of no x', () => {
    using flow = buildFlow(small, simulate({ sides: ['real', 'box'], x: 2 }), { seed: 1 });
    const before = tf.memory().numTensors;
    const [x, theta] = [tf.zeros([0, 2]), tf.zeros([5, 1, 2])];
    const q = flow.given(x);
    const results = [q.sample(3, Rng.fromSeed(1)), q.logProb(x), q.logProb(theta)];
    expect(results.map(({ shape }) => shape)).toEqual([[3, 0, 2], [0], [5, 0]]);
    q.dispose();
    tf.dispose([x, theta, results]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('answers an x or weights of NaN with densities 0 and draws NaN', async () => {
    using flow = make({ sides: ['box', 'real', 'above'], x: 2 });
    const theta = tf.tensor1d([0.1, 0.2, 0.3]);
    const check = async (x: tf.Tensor, broken: readonly number[]) => {
      expect(await read(() => flow.given(x).logProb(theta))).toEqual(Float32Array.of(-Infinity));
      const draw = await read(() => flow.given(x).sample([], Rng.fromSeed(1)));
      for (const j of broken) expect(draw[j]).toBeNaN();
    };
    await check(tf.tensor1d([Number.NaN, 0]), [0, 1, 2]);
    const nan = tf.fill([flow.parameters.size], Number.NaN);
    flow.parameters.assign(nan);
    await check(tf.zeros([2]), [0, 1, 2]);
    await expect(encodeFlow(flow)).rejects.toThrow(
      /^The tensor transforms\.0\.input\.kernel of the flow of \d+ weights must hold finite numbers; received NaN at 0\.$/,
    );
    tf.dispose([nan, theta]);
  });

  it('lives on when it is made in a scope', async () => {
    const held: { flow?: ReturnType<typeof make> } = {};
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      held.flow = make(toys['three coordinates in a box'] as never);
    });
    expect(
      (await read(() => held.flow?.given(tf.zeros([3])).logProb(tf.zeros([3])) as tf.Tensor)).length,
    ).toBe(1);
    held.flow?.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('buildFlow', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('has as many parameters as its recipe says', () => {
    using flow = buildFlow(maf(), simulate({ sides: ['real', 'real', 'real'], x: 3 }), { seed: 1 });
    expect(flow.parameters.size).toBe(29_030);
  });

  it('draws orders that are permutations, the first as it is', () => {
    const rows = { theta: gaussian(9, 5, Rng.fromSeed(1)), x: gaussian(9, 1, Rng.fromSeed(2)) };
    using random = buildFlow(maf({ order: 'random' }), rows, { seed: 1 });
    const orders = ordersOf(random);
    expect(orders[0]).toEqual([0, 1, 2, 3, 4]);
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(2);
    using reversed = buildFlow(maf({ transforms: 3 }), rows, { seed: 1 });
    expect(ordersOf(reversed)).toEqual([
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('leaves x out of the regression when it has several axes, or too many numbers for the rows', () => {
    const rows = simulate({ sides: ['real'], x: 4, rows: 50 });
    const slopeOf = (simulations: Simulations, embedding?: NetworkRecipe) => {
      using flow = buildFlow(small, simulations, { seed: 1, ...(embedding && { embedding }) });
      return Array.from(flow.preconditioner.values.slope);
    };
    const zeros = [0, 0, 0, 0];
    expect(slopeOf(rows)).not.toEqual(zeros);
    expect(slopeOf({ ...rows, xShape: [4] })).not.toEqual(zeros);
    const series = { ...rows, xShape: [2, 2] };
    expect(slopeOf(series)).toEqual(zeros);
    expect(slopeOf(series, convolution1d({ hidden: 4 }))).not.toEqual(zeros);
    expect(slopeOf(series, deepSet({ hidden: 4 }))).toEqual(zeros);
    expect(slopeOf(series, gru({ hidden: 4 }))).toEqual(zeros);
    expect(slopeOf(simulate({ sides: ['real'], x: 4, rows: 19 }))).toEqual(zeros);
  });

  it('takes two rows, constant columns and columns that follow from each other', async () => {
    const rng = Rng.fromSeed(1);
    const cases: Simulations[] = [
      { theta: matrix([[1], [2]]), x: matrix([[3], [4]]) },
      { theta: matrix([[1], [1], [1]]), x: matrix([[7.7], [7.7], [7.7]]) },
      {
        theta: gaussian(100, 1, rng),
        x: matrix(Array.from({ length: 100 }, () => rng.normal()).map((v) => [v, v, 2 * v, 1e12, -5])),
      },
      { theta: matrix([[1e30], [2e30]]), x: matrix([[-1e30], [1e-30]]) },
    ];
    for (const rows of cases) {
      for (const precondition of ['regression', 'standardize'] as const) {
        using flow = buildFlow(maf({ ...small, precondition }), rows, { seed: 1 });
        const logProb = await read(() => flow.given(toTensor(rows.x)).logProb(toTensor(rows.theta)));
        expect(logProb.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('takes rows on the walls', async () => {
    const theta = matrix([
      [0, 0, 0],
      [1, 2, -3],
      [0, 1, -1],
      [1, 0, 0],
    ]);
    using flow = buildFlow(
      small,
      { theta, x: matrix([[1], [2], [3], [4]]) },
      {
        seed: 1,
        bounds: { low: [0, 0, -Infinity], high: [1, Infinity, 0] },
      },
    );
    const logProb = await read(() => flow.given(tf.zeros([1])).logProb(toTensor(theta)));
    expect(logProb.every(Number.isFinite)).toBe(true);
  });
});
