import { type Matrix, matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { mmd } from '../src/index.ts';
import { golden, tableOf } from './diagnosticsGolden.ts';

function normals(rows: number, dim: number, shift: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return matrixOf(
    new Float32Array(rows * dim).map(() => shift + rng.normal()),
    dim,
  );
}

it.each(['biased', 'unbiased'] as const)('the %s estimate is that of Python sbi', async (estimator) => {
  const { a, b, bandwidth } = golden.mmd;
  const value = await mmd(tableOf(a), tableOf(b), { bandwidth, estimator });
  expect(Math.abs(value - golden.mmd[estimator])).toBeLessThan(1e-12);
});

describe("sbi's tests of hypothesis, 1,024 rows of ten columns (Gretton et al. 2012, Corollaries 9 and 11)", () => {
  const rows = 1024;
  const alpha = 0.05;
  const same = [normals(rows, 10, 0, 1), normals(rows, 10, 0, 2)] as const;
  const other = [same[0], normals(rows, 10, 5, 3)] as const;

  it('biased', async () => {
    const limit = Math.sqrt(2 / rows) * (1 + Math.sqrt(-2 * Math.log(alpha)));
    expect(Math.sqrt(await mmd(...same))).toBeLessThan(limit);
    expect(Math.sqrt(await mmd(...other))).toBeGreaterThan(limit);
  });

  it('unbiased', async () => {
    const limit = (4 / Math.sqrt(rows)) * Math.sqrt(-Math.log(alpha));
    expect(await mmd(...same, { estimator: 'unbiased' })).toBeLessThan(limit);
    expect(await mmd(...other, { estimator: 'unbiased' })).toBeGreaterThan(limit);
  });
});

it('is zero for the same rows, one for rows an endless way apart, and takes copies', async () => {
  const a = normals(50, 2, 0, 1);
  expect(Math.abs(await mmd(a, a))).toBeLessThan(1e-12);
  expect(await mmd(normals(50, 2, 1e30, 1), normals(50, 2, -1e30, 2), { bandwidth: 1e-3 })).toBeGreaterThan(
    0,
  );
  const copies = matrix([[1], [1], [1]]);
  expect(await mmd(copies, copies)).toBe(0);
});

it('the unbiased one is zero on average', async () => {
  const values = [];
  for (let seed = 0; seed < 50; seed++)
    values.push(
      await mmd(normals(40, 2, 0, seed), normals(40, 2, 0, 1000 + seed), { estimator: 'unbiased' }),
    );
  const mean = values.reduce((sum, value) => sum + value / 50, 0);
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / 49, 0));
  expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(50));
  expect(values.some((value) => value < 0)).toBe(true);
});

it('refuses what it cannot compare', async () => {
  const good = normals(5, 2, 0, 1);
  const refuse = (a: unknown, b: unknown, options = {}) =>
    expect(mmd(a as Matrix, b as Matrix, options)).rejects;
  await refuse(good, normals(5, 3, 0, 1)).toThrow('b must have 2 columns, as a; received [5, 3] (mmd).');
  await refuse(normals(1, 2, 0, 1), good).toThrow('a must have at least 2 rows; received 1 rows (mmd).');
  await refuse(good, undefined).toThrow('b must be a Matrix');
  await refuse(
    good,
    matrix([
      [1, Number.NaN],
      [1, 2],
    ]),
  ).toThrow('b must hold finite numbers only');
  await refuse(good, good, { bandwidth: 0 }).toThrow(
    'bandwidth must be a positive number; received 0 (mmd).',
  );
  await refuse(good, good, { estimator: 'best' }).toThrow("estimator must be 'biased' or 'unbiased'");
  await refuse(good, good, { signal: AbortSignal.abort(new Error('never')) }).toThrow('never');
});
