import { type Check, expectClose, expectOwns } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';

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

/** @throws Error naming the first entry that is NaN or infinite. */
export function expectFinite(values: Float32Array, what: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`${what}: entry ${bad} is ${values[bad]}.`);
}

/** @throws Error unless the tensor that `compute` makes has that shape. */
export function expectShape(compute: () => tf.Tensor, shape: readonly number[], what: string): void {
  const tensor = compute();
  const actual = tensor.shape.join(', ');
  tensor.dispose();
  if (actual !== shape.join(', ')) throw new Error(`${what}: shape [${actual}], expected [${shape}].`);
}

/** Twice in a row, so that handing out a tensor of its own shows as well. */
export async function expectOwnsTwice(
  count: number,
  compute: () => tf.Tensor | readonly tf.Tensor[],
  what: string,
): Promise<void> {
  await expectOwns(count, compute, what);
  await expectOwns(count, compute, `${what}, again`);
}

/** A check that makes its subject, asks, and disposes it. */
export function checkOf<T extends Disposable>(
  make: () => T,
  name: string,
  ask: (subject: T) => void | Promise<void>,
): Check {
  return {
    name,
    run: async () => {
      using subject = make();
      await ask(subject);
    },
  };
}
