import { readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from './compare.ts';

/**
 * Asks for gradients of `loss` to every tensor that `subject` holds in a field, parameters from a network say.
 *
 * @throws Error naming the field that none reaches, or where one is not finite.
 */
export async function expectFieldGradients<T extends object>(
  subject: T,
  loss: (subject: T) => tf.Tensor,
): Promise<void> {
  for (const [field, value] of Object.entries(subject)) {
    if (!(value instanceof tf.Tensor)) continue;
    const withField = (tensor: tf.Tensor): T =>
      Object.assign(Object.create(Object.getPrototypeOf(subject)), subject, { [field]: tensor });
    const gradient = await readOne(() => tf.grad((tensor) => loss(withField(tensor)))(value));
    expectFinite(gradient, `gradient to ${field}`);
    if (gradient.every((entry) => entry === 0)) throw new Error(`gradient to ${field}: all entries are 0.`);
  }
}
