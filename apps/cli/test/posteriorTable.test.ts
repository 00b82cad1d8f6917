import { matrix } from '@sbi/core';
import { summarize } from '@sbi/npe';
import { expect, test } from 'vitest';
import { posteriorTable } from '../src/posteriorTable.ts';

const summary = (name: string, mean: number, sd: number) => ({
  name,
  mean,
  sd,
  q025: mean - 1.96 * sd,
  q05: mean - 1.64 * sd,
  median: mean,
  q95: mean + 1.64 * sd,
  q975: mean + 1.96 * sd,
});

test('two digits of the sd, points in line, the truth beside it', () => {
  const lines = posteriorTable([summary('theta_1', -0.2012, 0.0987), summary('rate', 12.5, 1.23)], {
    truth: [-0.25, 13],
  });
  expect(lines).toEqual([
    '      true θ     mean ± sd  95 % interval',
    'θ₁     −0.25  −0.20 ± 0.10  −0.39 … −0.01',
    'rate   13.0   12.5  ± 1.2   10.1  … 14.9',
  ]);
});

test('very small and very large numbers have their power of ten at the end', () => {
  const lines = posteriorTable([
    summary('a', 1.234e-12, 5.6e-14),
    summary('b', -3e12, 2e11),
    summary('c', 1, 0.5),
  ]);
  expect(lines).toEqual([
    '        mean ± sd    95 % interval',
    'a   1.234 ± 0.056   1.124 …  1.344  · 10⁻¹²',
    'b  −3.00  ± 0.20   −3.39  … −2.61   · 10¹²',
    'c   1.00  ± 0.50    0.02  …  1.98',
  ]);
});

test('draws that are all the same have no width', () => {
  const lines = posteriorTable(summarize(matrix([[2], [2]]), ['k']));
  expect(lines[1]).toBe('k  2.000 ± 0.000  2.000 … 2.000');
});
