import { SbiError } from '@sbi/core';
import type * as tf from '@tensorflow/tfjs-core';

/** @throws SbiError with code `disposed` when the tensor that an object lives by is gone */
export function expectLive(held: tf.Tensor, where: string): void {
  if (held.isDisposed) throw new SbiError('disposed', `${where} must not be used after dispose().`);
}
