import { matrix, matrixOf, Rng } from '@sbi/core';
import { buildFlow, maf, type NetworkRecipe, registerNetwork, type ZScore } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnScaling } from '../src/precondition/columnScaling.ts';
import '@tensorflow/tfjs-backend-cpu';

const close = (actual: ArrayLike<number>, expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] as number) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
  });

describe('columnScaling', () => {
  const rows = matrix([
    [1, 10],
    [2, 30],
    [6, 20],
  ]);

  it('scales each column by mean and sd, with N − 1', () => {
    const { loc, scale } = columnScaling(rows, 'independent', 2);
    close(loc, [3, 20]);
    close(scale, [Math.sqrt(7), 10]);
  });

  it('scales all columns by one mean and the mean sd of the rows, as sbi does for series', () => {
    // torch: x.mean(), x.std(dim=1).mean()
    const { loc, scale } = columnScaling(rows, 'structured', 2);
    close(loc, [11.5, 11.5]);
    const sd = (9 + 28 + 14) / 3 / Math.SQRT2;
    close(scale, [sd, sd]);
  });

  it('takes rows of one number by the sd of all of them', () => {
    const { loc, scale } = columnScaling(matrix([[1], [2], [6]]), 'structured', 1);
    close(loc, [3]);
    close(scale, [Math.sqrt(7)]);
  });

  it('leaves columns alone', () => {
    const { loc, scale } = columnScaling(rows, 'none', 2);
    close(loc, [0, 0]);
    close(scale, [1, 1]);
  });

  it('is robust by quantiles: a normal column with wild outliers keeps its scale', () => {
    const rng = Rng.fromSeed(1);
    const count = 20_000;
    const data = Float32Array.from({ length: count }, (_, i) => (i % 50 === 0 ? 1e6 : 5 + 2 * rng.normal()));
    const { loc, scale } = columnScaling(matrixOf(data, 1), 'robust', 1);
    // 2 % of outliers above move q95 to 0.9694 of the rest: (1.871 + 1.624)/3.29 = 1.0625 sd and the median by 0.025 sd
    expect(Math.abs((scale[0] as number) / 2 - 1.0625)).toBeLessThan(0.05);
    expect(Math.abs((loc[0] as number) - 5.05)).toBeLessThan(0.1);
  });

  it('shares the scale of a channel, and leaves out what is missing', () => {
    const { loc, scale } = columnScaling(
      matrix([
        [1, 10, 3, 30],
        [5, 20, NaN, NaN],
      ]),
      'independent',
      2,
    );
    close(loc, [3, 20, 3, 20]);
    close(scale, [2, 10, 2, 10]);
  });
});

describe('a recipe', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const rng = Rng.fromSeed(2);
  const theta = matrixOf(
    Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 3 : 100) + rng.normal()),
    2,
  );
  const x = matrixOf(
    Float32Array.from({ length: 160 }, (_, i) => 10 * (i % 4) + rng.normal()),
    4,
  );

  it.each<[ZScore]>([['independent'], ['structured'], ['robust'], ['none']])(
    'scales θ and x as it says, each by itself: %s',
    (zScore) => {
      const settings = { precondition: 'standardize', hidden: 4 } as const;
      using ofTheta = buildFlow(maf({ ...settings, zScoreTheta: zScore }), { theta, x }, { seed: 1 });
      using ofX = buildFlow(maf({ ...settings, zScoreX: zScore }), { theta, x }, { seed: 1 });
      const { loc, scale } = columnScaling(theta, zScore, 2);
      close(ofTheta.preconditioner.values.loc, [...loc]);
      close(ofTheta.preconditioner.values.scale, [...scale]);
      const seen = columnScaling(x, zScore, 4);
      close(ofX.preconditioner.values.xLoc, [...seen.loc]);
      close(ofX.preconditioner.values.xScale, [...seen.scale]);
      expect(ofX.preconditioner.clip).toBe(false);
    },
  );

  it('clips x softly under a regression, unless x is left alone', () => {
    using robust = buildFlow(maf({ hidden: 4 }), { theta, x }, { seed: 1 });
    using none = buildFlow(maf({ hidden: 4, zScoreX: 'none' }), { theta, x }, { seed: 1 });
    expect([robust.preconditioner.clip, none.preconditioner.clip]).toEqual([true, false]);
  });

  it('scales an x of several axes by channel where a network reads it, entry by entry where none does', () => {
    registerNetwork('flat', (_, [rows = 0, columns = 0]) => ({
      weights: {},
      outputs: rows * columns,
      apply: (__, at) => tf.reshape(at, [-1, rows * columns]),
    }));
    const rows = { theta, x, xShape: [2, 2] };
    const embedding: NetworkRecipe = { kind: 'flat' };
    using embedded = buildFlow(maf({ hidden: 4 }), rows, { seed: 1, embedding });
    using flat = buildFlow(maf({ hidden: 4 }), rows, { seed: 1 });
    const [a = 0, b = 0, c = 0, d = 0] = embedded.preconditioner.values.xLoc;
    expect([a, b]).toEqual([c, d]);
    expect(new Set(flat.preconditioner.values.xLoc).size).toBe(4);
  });
});
