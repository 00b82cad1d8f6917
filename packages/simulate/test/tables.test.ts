import { type Matrix, matrix, matrixOf, ShapeError, type Simulations } from '@sbi/core';
import { concatSimulations, simulate, tableWarnings } from '@sbi/simulate';
import '@tensorflow/tfjs-backend-cpu';
import { BoxUniform } from '@sbi/distributions';
import { describe, expect, it } from 'vitest';

describe('tableWarnings', () => {
  const ramp = (count: number, ...more: number[]) => [...Array.from({ length: count }, (_, i) => i), ...more];
  const columns = (...values: number[][]) =>
    matrix((values[0] as number[]).map((_, i) => values.map((v) => v[i] as number)));

  it('has nothing to say about a healthy table, or an empty one', () => {
    expect(tableWarnings(columns(ramp(100)), 'x')).toEqual([]);
    expect(tableWarnings(matrixOf(new Float32Array(0), 2), 'x')).toEqual([]);
  });

  it('names a single row, constant columns and far outliers', () => {
    expect(tableWarnings(matrix([[1, 2]]), 'theta')).toEqual([
      'theta has a single row: its spread cannot be estimated.',
    ]);
    const table = columns(ramp(100), new Array(100).fill(0.1), ramp(99, 1e6), new Array(100).fill(-3));
    expect(tableWarnings(table, 'x')).toEqual([
      'x is constant in columns 1, 3: it carries no information.',
      'x has extreme outliers in column 2: beyond the quartiles by more than 10 interquartile ranges.',
    ]);
  });

  it.each([
    [1, []],
    [1e-12, []],
    [1e12, []],
  ])('draws the line at ten interquartile ranges, at any scale: %d', (scale, none) => {
    // 0 … 99 and one more, sorted: quartiles 25 and 75, so that the line lies at 75 + 500 and 25 − 500
    const at = (outlier: number) => matrix(ramp(100, outlier).map((value) => [value * scale]));
    expect(tableWarnings(at(574), 'x')).toEqual(none);
    expect(tableWarnings(at(576), 'x')).toHaveLength(1);
    const below = (outlier: number) => matrix([...ramp(100), outlier].map((value) => [-value * scale]));
    expect(tableWarnings(below(574), 'x')).toEqual(none);
    expect(tableWarnings(below(576), 'x')).toHaveLength(1);
  });

  it('does not take a column with ties at both quartiles for one with outliers', () => {
    expect(tableWarnings(matrix(ramp(2, ...new Array(100).fill(0)).map((value) => [value])), 'x')).toEqual(
      [],
    );
  });

  it('uses names where there are some, and stops counting them out', () => {
    const wide = matrix([new Array(14).fill(1), new Array(14).fill(1)]);
    expect(tableWarnings(wide, 'x')).toEqual([
      'x is constant in columns 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 4 more: it carries no information.',
    ]);
    expect(tableWarnings(matrix([[1], [1]], ['rate']), 'x')[0]).toContain('in column rate:');
  });

  it('come with a run', async () => {
    const prior = new BoxUniform([0], [1]);
    const run = await simulate(prior, (theta) => [7, theta[0] as number], { count: 20, seed: 1 });
    expect(run.warnings).toEqual(['x is constant in column 0: it carries no information.']);
    const single = await simulate(prior, (theta) => theta, { count: 1, seed: 1 });
    expect(single.warnings).toEqual(['x has a single row: its spread cannot be estimated.']);
    const far = await simulate(prior, (theta, rng) => [rng.uniform() < 0.01 ? 1e9 : (theta[0] as number)], {
      count: 500,
      seed: 1,
    });
    expect(far.warnings[0]).toContain('x has extreme outliers in column 0');
  });
});

describe('concatSimulations', () => {
  const part = (rows: number[][], names?: string[]): Simulations => {
    return { theta: matrix(rows, names), x: matrix(rows.map(([value = 0]) => [value, -value])) };
  };

  it('stacks tables in order, names and xShape kept', () => {
    const shaped = { ...part([[5]], ['a']), xShape: [2, 1] };
    const joined = concatSimulations([{ ...part([[1], [2]], ['a']), xShape: [2, 1] }, shaped]);
    expect([...joined.theta.data]).toEqual([1, 2, 5]);
    expect([...joined.x.data]).toEqual([1, -1, 2, -2, 5, -5]);
    expect([joined.theta.names, joined.xShape, joined.x.rows]).toEqual([['a'], [2, 1], 3]);
  });

  it('copies, and takes parts without rows', () => {
    const empty: Simulations = {
      theta: matrixOf(new Float32Array(0), 1),
      x: matrixOf(new Float32Array(0), 2),
    };
    const one = part([[1]]);
    const joined = concatSimulations([empty, one]);
    expect(joined).toEqual(one);
    expect(joined.theta.data).not.toBe(one.theta.data);
    expect('xShape' in joined).toBe(false);
  });

  const misfit: Matrix = matrix([[1], [2], [3]]);
  it.each<[string, Simulations[], string]>([
    ['no part', [], 'parts must hold at least one table; received none'],
    [
      'a half part',
      [{ theta: misfit, x: matrix([[1]]) }],
      'x of part 0 must have 3 rows, as its theta; received 1',
    ],
    [
      'columns',
      [part([[1]]), part([[1, 2]])],
      'theta of part 1 must be 1 columns without names, as in part 0; received 2 columns without names',
    ],
    [
      'names',
      [part([[1]], ['a']), part([[1]], ['b'])],
      'theta of part 1 must be 1 columns named a, as in part 0; received 1 columns named b',
    ],
    [
      'shapes of x',
      [part([[1]]), { ...part([[1]]), xShape: [1, 2] }],
      'xShape of part 1 must be [], as in part 0; received [1,2]',
    ],
  ])('refuses %s', (_, parts, message) => {
    expect(() => concatSimulations(parts)).toThrow(ShapeError);
    expect(() => concatSimulations(parts)).toThrow(`${message} (concatSimulations).`);
  });
});
