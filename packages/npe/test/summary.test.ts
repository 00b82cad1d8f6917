import { column, type Matrix, matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { hdi, quantiles, summarize } from '../src/index.ts';

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

describe('quantiles', () => {
  it('are one row a probability, by name', () => {
    const draws = matrix(
      Array.from({ length: 41 }, (_, i) => [(17 * i) % 41, -1]),
      ['a', 'b'],
    );
    const table = quantiles(draws, [0, 0.25, 1, 0.0125]);
    expect(table).toMatchObject({ rows: 4, columns: 2, names: ['a', 'b'] });
    expect([...column(table, 'a')]).toEqual([0, 10, 40, 0.5]);
    expect([...column(table, 'b')]).toEqual([-1, -1, -1, -1]);
  });

  it.each([
    [[], 'probabilities must be a list of at least one number from 0 to 1; received [] (quantiles).'],
    [0.5, 'received 0.5'],
    [[0.5, 1.1], 'received 1.1 at index 1'],
    [[Number.NaN], 'received NaN at index 0'],
    [['0.5'], 'received "0.5" at index 0'],
  ])('refuse %j', (probabilities, message) => {
    expect(() => quantiles(matrix([[1]]), probabilities as number[])).toThrow(message);
  });
});

describe('the shortest interval', () => {
  it('holds ⌈mass · n⌉ draws, wherever they lie closest', () => {
    // distances grow from 0 on: the first are the closest
    const draws = matrix(
      Array.from({ length: 100 }, (_, i) => [i ** 2, -(i ** 2)]),
      ['a', 'b'],
    );
    expect(hdi(draws, 0.5)).toEqual([
      { name: 'a', low: 0, high: 49 ** 2 },
      { name: 'b', low: -(49 ** 2), high: -0 },
    ]);
    expect(hdi(draws, 0.501)[0]?.high).toBe(50 ** 2);
    expect(hdi(draws, 1e-9)[0]).toEqual({ name: 'a', low: 0, high: 0 });
    expect(hdi(draws, 0.9999)[0]?.high).toBe(99 ** 2);
  });

  it('of an exponential density starts at its mode and is shorter than that between equal tails', () => {
    const rng = Rng.fromSeed(1);
    const draws = matrixOf(
      Float32Array.from({ length: 20_000 }, () => rng.exponential()),
      1,
    );
    const [{ name, low, high } = { name: '', low: 1, high: 0 }] = hdi(draws, 0.9);
    expect(name).toBe('theta_1');
    // 90 % of an exponential lie below ln 10; its scatter there is √(0.9 · 0.1/n)/0.1 = 0.021
    expect(low).toBeLessThan(0.02);
    expect(Math.abs(high - low - Math.LN10)).toBeLessThan(4 * 0.021);
  });

  it.each([[0], [1], [Number.NaN], ['0.9'], [undefined]])('refuses a mass of %j', (mass) => {
    expect(() => hdi(matrix([[1]]), mass as number)).toThrow(/^mass must lie between 0 and 1; received /);
  });

  it('refuses a table without rows', () => {
    expect(() => hdi(matrixOf(new Float32Array(), 1), 0.9)).toThrow('received none (hdi)');
  });
});
