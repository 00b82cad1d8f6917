import { normals, Rng } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

export const lower: number[][] = [
  [2, 0, 0],
  [-1, 0.5, 0],
  [0.3, 0.2, 1.5],
];

/** Fixed tensors, as a network would give them: [...shape] around `centre`, made anew at each call. */
export function given(shape: number[], centre: number): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(normals(shape, Rng.fromSeed(11)), 0.2), centre));
}
