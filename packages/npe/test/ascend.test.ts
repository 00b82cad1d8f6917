import { type Matrix, matrix, rowOf } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { ascend } from '../src/ascend.ts';

/** A function and its slope at every row, with the number of passes over rows. */
function counted(f: (point: Float32Array) => { value: number; slope: number[] }) {
  const calls = { passes: 0 };
  const slopes = async (points: Matrix) => {
    calls.passes += 1;
    const rows = Array.from({ length: points.rows }, (_, i) => f(rowOf(points, i)));
    return {
      logProb: Float32Array.from(rows, ({ value }) => value),
      gradient: Float32Array.from(rows.flatMap(({ slope }) => slope)),
    };
  };
  return { slopes, calls };
}

const normal = (centre: readonly number[], precision: readonly (readonly number[])[]) =>
  counted((point) => {
    const gap = centre.map((value, j) => (point[j] as number) - value);
    const slope = precision.map((row) => -row.reduce((sum, p, j) => sum + p * (gap[j] as number), 0));
    return { value: 0.5 * gap.reduce((sum, d, j) => sum + d * (slope[j] as number), 0), slope };
  });

describe('climbing', () => {
  it('a normal density of the widths it is told takes one step', async () => {
    const { slopes, calls } = normal(
      [1, -2],
      [
        [4, 0],
        [0, 0.25],
      ],
    );
    const top = await ascend(slopes, matrix([[1.3, -1]]), [0.5, 2]);
    expect(Math.abs((top.data[0] as number) - 1)).toBeLessThan(1e-5);
    expect(Math.abs((top.data[1] as number) + 2)).toBeLessThan(1e-5);
    expect(calls.passes).toBe(2);
  });

  it('a narrow ridge, from many starts side by side', async () => {
    // correlation 0.999: 2,000 times as steep across as along
    const scale = 1 / (1 - 0.999 ** 2);
    const { slopes, calls } = normal(
      [0.5, 0.5],
      [
        [scale, -0.999 * scale],
        [-0.999 * scale, scale],
      ],
    );
    const starts = matrix([
      [1.4, 1.45],
      [-1, -0.9],
      [0.5, 0.4],
      [2, 2.1],
    ]);
    const top = await ascend(slopes, starts, [1, 1]);
    for (const value of top.data) expect(Math.abs(value - 0.5)).toBeLessThan(3e-3);
    expect(calls.passes).toBeLessThan(40);
  });

  it('a bent ridge (Rosenbrock)', async () => {
    const { slopes, calls } = counted(([a = 0, b = 0]) => ({
      value: -((1 - a) ** 2) - 100 * (b - a * a) ** 2,
      slope: [2 * (1 - a) + 400 * a * (b - a * a), -200 * (b - a * a)],
    }));
    const top = await ascend(slopes, matrix([[-1.2, 1]]), [1, 1]);
    expect(Math.abs((top.data[0] as number) - 1)).toBeLessThan(3e-3);
    expect(Math.abs((top.data[1] as number) - 1)).toBeLessThan(6e-3);
    expect(calls.passes).toBeLessThan(100);
  });

  it('each start to the mode that it lies on', async () => {
    // ln of two normals at ±2 of standard deviation 0.5
    const { slopes } = counted(([t = 0]) => {
      const parts = [-2, 2].map((mode) => ({ mode, weight: Math.exp(-2 * (t - mode) ** 2) }));
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      const slope = parts.reduce((sum, { mode, weight }) => sum - (4 * (t - mode) * weight) / total, 0);
      return { value: Math.log(total), slope: [slope] };
    });
    const top = await ascend(slopes, matrix([[-1], [3.1]]), [0.5]);
    expect(Math.abs((top.data[0] as number) + 2)).toBeLessThan(1e-3);
    expect(Math.abs((top.data[1] as number) - 2)).toBeLessThan(1e-3);
  });

  it('never goes down, and never where the function is not defined', async () => {
    const seen: number[] = [];
    const { slopes } = counted(([t = 0]) => {
      if (t > 0.5) return { value: Number.NEGATIVE_INFINITY, slope: [Number.NaN] };
      seen.push(t);
      return { value: 3 * t, slope: [3] };
    });
    const top = await ascend(slopes, matrix([[0], [9]]), [1]);
    expect(top.data[0]).toBeGreaterThan(0.49);
    expect(top.data[0]).toBeLessThanOrEqual(0.5);
    expect(top.data[1]).toBe(9); // a start where nothing is defined stays
    expect(Math.max(...seen)).toBe(top.data[0]);
  });

  it('ends on a slope without an end, and stops when it is told to', async () => {
    const { slopes, calls } = counted(() => ({ value: 0, slope: [1] }));
    await ascend(slopes, matrix([[0]]), [1]);
    expect(calls.passes).toBeLessThan(202);
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(ascend(slopes, matrix([[0]]), [1], stop)).rejects.toThrow('enough');
  });
});
