import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portableExpm1, portableLog1p } from '../src/elementary.ts';
import { portableExp, portableLog, Rng } from '../src/index.ts';

const golden = JSON.parse(
  readFileSync(new URL('./fixtures/elementary.json', import.meta.url), 'utf8'),
) as Record<'log' | 'exp', [number, number][]>;

const bits = new BigInt64Array(1);
const float = new Float64Array(bits.buffer);

/** How many float64 numbers lie between two of the same sign. */
function ulps(a: number, b: number): number {
  float[0] = a;
  const first = bits[0] as bigint;
  float[0] = b;
  return Number(first > (bits[0] as bigint) ? first - (bits[0] as bigint) : (bits[0] as bigint) - first);
}

/** Positive numbers of every size: 200 in each of the 2,098 binades, denormals included, by random bits. */
function* everySize(): Generator<number> {
  const rng = Rng.fromSeed(1);
  for (let exponent = 0; exponent < 2047; exponent++) {
    for (let i = 0; i < 200; i++) {
      const fraction = (BigInt(rng.bits() >>> 12) << 32n) | BigInt(rng.bits());
      bits[0] = (BigInt(exponent) << 52n) | fraction;
      yield float[0] as number;
    }
  }
  for (let shift = 0n; shift < 52n; shift++) {
    bits[0] = 1n << shift;
    yield float[0] as number;
  }
}

describe('portableLog', () => {
  it('is within 1 ulp of mpmath', () => {
    for (const [x, expected] of golden.log) expect(ulps(portableLog(x), expected)).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp of Math.log at every size, denormals included', () => {
    let worst = 0;
    for (const x of everySize()) worst = Math.max(worst, ulps(portableLog(x), Math.log(x)));
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp of Math.log around 1, and exact there', () => {
    let worst = 0;
    for (let i = 1; i < 100_000; i++) {
      for (const x of [1 + i * 2 ** -30, 1 - i * 2 ** -30, 1 + i * 2 ** -52, 1 - i * 2 ** -53]) {
        worst = Math.max(worst, ulps(portableLog(x), Math.log(x)));
      }
    }
    expect(worst).toBeLessThanOrEqual(1);
    expect(portableLog(1)).toBe(0);
  });

  it.each([
    [0, Number.NEGATIVE_INFINITY],
    [-0, Number.NEGATIVE_INFINITY],
    [-1, Number.NaN],
    [Number.NaN, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NaN],
    [Number.MIN_VALUE, Math.log(Number.MIN_VALUE)],
    [Number.MAX_VALUE, Math.log(Number.MAX_VALUE)],
  ])('of %d is %d', (x, expected) => expect(portableLog(x)).toBe(expected));
});

describe('portableExp', () => {
  it('is within 1 ulp of mpmath', () => {
    for (const [x, expected] of golden.exp) expect(ulps(portableExp(x), expected)).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp of Math.exp from the smallest to the largest result, denormals included', () => {
    let worst = 0;
    for (let x = -745.2; x < 709.79; x += 0.003_7) worst = Math.max(worst, ulps(portableExp(x), Math.exp(x)));
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp of Math.exp near 0, near the seams of its argument reduction and at the end', () => {
    let worst = ulps(portableExp(709.782712893384), Math.exp(709.782712893384));
    for (let k = -1074; k <= 1023; k++) {
      for (const step of [-1e-13, 0, 1e-13]) {
        const x = (k + 0.5) * Math.LN2 + step;
        worst = Math.max(worst, ulps(portableExp(x), Math.exp(x)));
      }
    }
    for (let x = 1e-20; x < 1; x *= 1.01) {
      worst = Math.max(worst, ulps(portableExp(x), Math.exp(x)), ulps(portableExp(-x), Math.exp(-x)));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it.each([
    [0, 1],
    [-0, 1],
    [709.782712893385, Number.POSITIVE_INFINITY],
    [-745.1332191019411, Number.MIN_VALUE],
    [-745.1332191019412, 0],
    [-746, 0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.NaN, Number.NaN],
  ])('of %d is %d', (x, expected) => expect(portableExp(x)).toBe(expected));
});

describe('portableLog1p and portableExpm1', () => {
  const near = (got: number, want: number) => Math.abs(got - want) <= 4 * Number.EPSILON * Math.abs(want);

  it('are right to a few ulp at every size, without cancelling', () => {
    for (let exponent = -300; exponent < 300; exponent += 0.37) {
      const x = 10 ** exponent;
      expect(near(portableLog1p(x), Math.log1p(x))).toBe(true);
      expect(near(portableExpm1(x), Math.expm1(x)) || portableExpm1(x) === Math.expm1(x)).toBe(true);
      expect(near(portableExpm1(-x), Math.expm1(-x))).toBe(true);
      if (x < 1) expect(near(portableLog1p(-x), Math.log1p(-x))).toBe(true);
    }
  });

  it.each([
    [0, 0, 0],
    [-1, Number.NEGATIVE_INFINITY, Math.expm1(-1)],
    [-2, Number.NaN, Math.expm1(-2)],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NaN, -1],
    [Number.NaN, Number.NaN, Number.NaN],
  ])('of %d are %d and %d', (x, log, exp) => {
    expect(portableLog1p(x)).toBe(log);
    expect(Object.is(portableExpm1(x), exp) || near(portableExpm1(x), exp)).toBe(true);
  });
});
