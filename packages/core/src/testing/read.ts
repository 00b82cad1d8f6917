import * as tf from '@tensorflow/tfjs-core';
import { expectClose } from './check.ts';

/** Reads tensors made by `compute` and frees them. */
export async function readAll(compute: () => readonly tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => [...compute()]);
  const values = await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  tf.dispose(tensors);
  return values;
}

/** Reads one tensor made by `compute` and frees it. */
export async function readOne(compute: () => tf.Tensor): Promise<Float32Array> {
  const [values] = await readAll(() => [compute()]);
  return values as Float32Array;
}

/**
 * `expectClose` for tables of `columns` columns, each measured in units of its largest expected entry: coordinates of
 * scale 10⁻¹² are held to as many digits as those of scale 10¹².
 */
export function expectTableClose(
  actual: Float32Array,
  expected: Float32Array,
  columns: number,
  tolerance: number,
  what: string,
): void {
  const unit = new Float64Array(columns);
  expected.forEach((value, i) => {
    unit[i % columns] = Math.max(unit[i % columns] as number, Math.abs(value));
  });
  const scaled = (table: Float32Array) => Float64Array.from(table, (v, i) => v / (unit[i % columns] || 1));
  expectClose(scaled(actual), scaled(expected), tolerance, what);
}
