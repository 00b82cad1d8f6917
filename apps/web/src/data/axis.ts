import { ticks } from 'd3-array';
import type { Range } from '../problems/pageProblem.ts';

/** From numbers to pixels and back. */
export interface Axis {
  at(value: number): number;
  valueAt(pixel: number): number;
  /** Round numbers along it. */
  readonly ticks: readonly number[];
}

export type AxisScale = 'linear' | 'log';

/** An axis from `low` at pixel `start` to `high` at pixel `end`. */
export function axis(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  { scale = 'linear', count = 4 }: { readonly scale?: AxisScale; readonly count?: number } = {},
): Axis {
  const along = scale === 'log' ? Math.log : (value: number) => value;
  const back = scale === 'log' ? Math.exp : (value: number) => value;
  const [from, to] = [along(low), along(high)];
  return {
    at: (value) => start + ((along(value) - from) / (to - from)) * (end - start),
    valueAt: (pixel) => back(from + ((pixel - start) / (end - start)) * (to - from)),
    ticks: scale === 'log' ? decades(low, high) : ticks(low, high, count),
  };
}

/** 1, 3, 10, 30, … between two numbers. */
function decades(low: number, high: number): number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
    for (const digit of [1, 3]) {
      const value = Number((digit * 10 ** power).toPrecision(1));
      if (value >= low && value <= high) steps.push(value);
    }
  }
  return steps;
}

/** A value within its range, and whole where it must be. */
export function within(value: number, { low, high }: Range, whole = false): number {
  const inside = Math.min(high, Math.max(low, value));
  return whole ? Math.round(inside) : inside;
}

/** A number of x as it is read: no more digits than a step changes. */
export function words(value: number, { step }: Range): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return value.toFixed(decimals).replace('-', '−');
}
