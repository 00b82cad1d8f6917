import { type Rng, uniforms } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** What share of units a training step leaves out, and the stream that says which. */
export interface Dropout {
  readonly rate: number;
  readonly rng: Rng;
}

/** Every number 0 with probability `rate`, and those that stay divided by 1 − rate; the features as they are without it. */
export function drop(features: tf.Tensor, dropout: Dropout | undefined): tf.Tensor {
  if (!dropout || dropout.rate === 0) return features;
  const { rate, rng } = dropout;
  const draws = uniforms(features.shape, rng);
  return tf.mul(features, tf.mul(tf.cast(tf.greaterEqual(draws, rate), 'float32'), 1 / (1 - rate)));
}
