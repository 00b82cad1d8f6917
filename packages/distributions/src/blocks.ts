import * as tf from '@tensorflow/tfjs-core';

/** Blocks of coordinates of the given lengths, [..., Σ dims] → [..., dims[i]] each. */
export function splitBlocks(points: tf.Tensor, dims: readonly number[]): tf.Tensor[] {
  // tfjs's gradient of a split into one piece fails: it is handed a tensor where it expects a list
  return dims.length === 1 ? [tf.clone(points)] : tf.split(points, [...dims], -1);
}

/** Joins blocks of coordinates. */
export function joinBlocks(blocks: tf.Tensor[]): tf.Tensor {
  return tf.concat(blocks, -1);
}
