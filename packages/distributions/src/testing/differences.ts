import type { Shape } from '@sbi/core';
import { readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { Distribution } from '../index.ts';

/** Rounding of a float32 sum of a few terms, relative. */
const ROUNDING = 16 * 2 ** -23;

/** ∂ln p/∂θ_i by differences, in units of 1/spread, with a bound on its error. */
interface Slope {
  readonly spread: number;
  readonly slope: number;
  readonly error: number;
}

/**
 * The derivative of the log-density along coordinate `i` at every event, by central differences of two step sizes and
 * Richardson's extrapolation. The error is what the extrapolation changed, plus float32 rounding.
 */
export async function centralDifferences(
  p: Distribution,
  points: Float32Array,
  shape: Shape,
  i: number,
): Promise<Slope[]> {
  const column = points.filter((_, k) => k % p.dim === i);
  const centre = column.reduce((sum, value) => sum + value / column.length, 0);
  const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / column.length);
  const steps = [spread / 32, -spread / 32, spread / 64, -spread / 64];
  const moved = steps.map((step) => points.map((value, k) => (k % p.dim === i ? value + step : value)));
  const values = await readAll(() => moved.map((at) => p.logProb(tf.tensor(at, [...shape], 'float32'))));
  return Array.from({ length: points.length / p.dim }, (_, event) => {
    const slopeOf = (above: number) => {
      const at = (table: readonly Float32Array[], k: number) =>
        (table[above]?.[k] ?? 0) - (table[above + 1]?.[k] ?? 0);
      return (at(values, event) * spread) / at(moved, event * p.dim + i);
    };
    const [coarse, fine] = [slopeOf(0), slopeOf(2)];
    const size = Math.max(...values.map((table) => Math.abs(table[event] as number)));
    const slope = (4 * fine - coarse) / 3;
    return {
      spread,
      slope,
      error: Math.abs(fine - coarse) + 64 * ROUNDING * (1 + size) + 1e-3 * Math.abs(slope),
    };
  });
}
