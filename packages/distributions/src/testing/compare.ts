import { type Check, expectOwns } from '@sbi/core/testing';
import type * as tf from '@tensorflow/tfjs-core';

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
