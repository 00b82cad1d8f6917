import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { betaTails, gammaTails, logGamma, normalTails } from '../src/index.ts';

const golden = JSON.parse(readFileSync(new URL('./fixtures/tails.json', import.meta.url), 'utf8')) as Record<
  'gamma' | 'beta' | 'normal' | 'logGamma',
  number[][]
>;

/** Entries that are not within `tolerance` of what SciPy says, relative to themselves. */
function misses(rows: readonly number[][], compute: (row: number[]) => readonly number[], tolerance: number) {
  return rows.flatMap((row) => {
    const actual = compute(row);
    const expected = row.slice(row.length - actual.length);
    const fits = expected.every(
      (value, i) => Math.abs((actual[i] as number) - value) <= tolerance * Math.abs(value),
    );
    return fits ? [] : [`${row.slice(0, row.length - actual.length)}: ${actual}, not ${expected}`];
  });
}

describe('tails equal SciPy’s, relative to themselves', () => {
  // the power in front of a series has an exponent of up to 10⁷ · 2⁻⁵³
  it('of the gamma distribution', () => {
    expect(misses(golden.gamma, ([a = 0, x = 0]) => gammaTails(a, x), 3e-9)).toEqual([]);
  });
  it('of the beta distribution', () => {
    expect(misses(golden.beta, ([a = 0, b = 0, x = 0]) => betaTails(a, b, x), 3e-10)).toEqual([]);
  });
  it('of the normal distribution', () => {
    expect(misses(golden.normal, ([x = 0]) => normalTails(x), 1e-12)).toEqual([]);
  });
  it('ln Γ', () => {
    const relative = golden.logGamma.filter(([, value]) => value !== 0);
    expect(misses(relative, ([a = 0]) => [logGamma(a)], 1e-13)).toEqual([]);
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(2)).toBeCloseTo(0, 13);
  });
});

it('tails end at 0 and 1, and pass NaN on or end', () => {
  const { POSITIVE_INFINITY: far } = Number;
  expect([gammaTails(2, 0), gammaTails(2, far)]).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect([betaTails(2, 3, 0), betaTails(2, 3, 1)]).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect([normalTails(-far), normalTails(far)]).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(normalTails(Number.NaN)).toEqual([Number.NaN, Number.NaN]);
});
