import { type Matrix, matrix, matrixOf } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { summarize } from '../src/index.ts';

describe('summarize', () => {
  it('gives mean, deviation and quantiles of known draws', () => {
    // 0 … 40 in any order: the q-quantile is 40 q
    const draws = matrix(
      Array.from({ length: 41 }, (_, i) => [(17 * i) % 41, -1]),
      ['a', 'b'],
    );
    const [a, b] = summarize(draws);
    expect(a).toMatchObject({ name: 'a', mean: 20, median: 20, q025: 1, q05: 2, q95: 38, q975: 39 });
    expect(a?.sd).toBeCloseTo(Math.sqrt((41 * 42) / 12), 10);
    expect(b).toEqual({ name: 'b', mean: -1, sd: 0, q025: -1, q05: -1, median: -1, q95: -1, q975: -1 });
  });

  it('takes a quantile between two draws on the line between them', () => {
    expect(summarize(matrix([[0], [1]]))[0]).toMatchObject({
      q025: 0.025,
      q05: 0.05,
      median: 0.5,
      q95: 0.95,
    });
  });

  it('of one draw is that draw', () => {
    expect(summarize(matrix([[3]]), ['t'])).toEqual([
      { name: 't', mean: 3, sd: 0, q025: 3, q05: 3, median: 3, q95: 3, q975: 3 },
    ]);
  });

  it('numbers columns without names', () => {
    expect(summarize(matrix([[1, 2]])).map(({ name }) => name)).toEqual(['theta_1', 'theta_2']);
  });

  it.each([
    [
      matrixOf(new Float32Array(), 1),
      undefined,
      'draws must hold at least one row; received none (summarize).',
    ],
    [matrix([[1, 2]]), ['a'], 'names must name 2 columns; received 1 names (summarize).'],
    [
      matrix([[1, Number.NaN]]),
      undefined,
      'draws must hold finite numbers only; received NaN in row 0, column 1',
    ],
    [
      [[1]],
      undefined,
      'draws must be a Matrix, as from matrix(rows); received a list of 1 entries (summarize).',
    ],
    [undefined, undefined, 'draws must be a Matrix'],
  ])('refuses %j', (draws, names, message) => {
    expect(() => summarize(draws as Matrix, names)).toThrow(message);
  });
});
