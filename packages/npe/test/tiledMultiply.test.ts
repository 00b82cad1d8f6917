import { Rng } from '@sbi/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { multiply } from '../src/diagnostics/multiply.ts';
import { tiledMultiply } from '../src/diagnostics/tiledMultiply.ts';
import { tileModule } from '../src/diagnostics/tileModule.ts';

const rng = Rng.fromSeed(1);
const numbers = (count: number) => new Float32Array(count).map(() => rng.normal());

it('the module is one that engines take', () => {
  expect(WebAssembly.validate(tileModule())).toBe(true);
});

describe('bit for bit what the plain product is', () => {
  it.each([
    [2, 1, 5],
    [4, 4, 20],
    [6, 3, 10],
    [20, 2, 200],
    [100, 100, 200],
    [10, 7, 35],
  ])('%d × %d times %d columns, rows or columns first', (m, k, n) => {
    const [a, b] = [numbers(m * k), numbers(k * n)];
    for (const left of [
      { data: a, row: k, column: 1 },
      { data: a, row: 1, column: m },
    ]) {
      for (const right of [
        { data: b, row: n, column: 1 },
        { data: b, row: 1, column: k },
      ]) {
        const width = n + 3;
        const [plain, tiled] = [numbers(m * width).fill(7), numbers(m * width).fill(7)];
        multiply(plain, width, left, right, [m, k, n]);
        tiledMultiply(tiled, width, left, right, [m, k, n]);
        expect(tiled).toEqual(plain);
      }
    }
  });

  it('with what is not finite, and what is too small', () => {
    const a = Float32Array.of(1, Number.NaN, 1e-40, Number.POSITIVE_INFINITY, 0, -0, 1e38, 5);
    const b = Float32Array.from(
      { length: 20 },
      (_, i) => [0, 1e-20, -1e38, Number.NEGATIVE_INFINITY][i % 4] as number,
    );
    const left = { data: a, row: 4, column: 1 };
    const right = { data: b, row: 5, column: 1 };
    const [plain, tiled] = [new Float32Array(10), new Float32Array(10)];
    multiply(plain, 5, left, right, [2, 4, 5]);
    tiledMultiply(tiled, 5, left, right, [2, 4, 5]);
    expect(tiled).toEqual(plain);
  });
});

describe('an engine without such instructions', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each([
    [
      'refuses the module',
      {
        Module: () => {},
        Instance: () => {
          throw new Error('no');
        },
      },
    ],
    ['has no WebAssembly', undefined],
  ])('%s: the plain product', async (_, stub) => {
    vi.stubGlobal('WebAssembly', stub);
    vi.resetModules();
    const fresh = await import('../src/diagnostics/tiledMultiply.ts');
    const left = { data: Float32Array.of(1, 2, 3, 4), row: 2, column: 1 };
    const right = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), row: 5, column: 1 };
    const product = new Float32Array(10);
    fresh.tiledMultiply(product, 5, left, right, [2, 2, 5]);
    expect(Array.from(product)).toEqual([13, 16, 19, 22, 25, 27, 34, 41, 48, 55]);
  });
});
