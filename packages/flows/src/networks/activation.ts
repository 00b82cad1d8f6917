import * as tf from '@tensorflow/tfjs-core';

/** What a layer's sums pass through: max(0, u), u · sigmoid(u), or tanh u. */
export type Activation = 'relu' | 'silu' | 'tanh';

export const ACTIVATIONS: readonly Activation[] = ['relu', 'silu', 'tanh'];

export function activate(sums: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'relu') return tf.relu(sums);
  return activation === 'tanh' ? tf.tanh(sums) : tf.mul(sums, tf.sigmoid(sums));
}
