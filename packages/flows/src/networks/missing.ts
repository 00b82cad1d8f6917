import { noGrad } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** 1 for every row of x [B, N, ...row] that is there, 0 where it is NaN throughout: [B, N]. */
export function presentRows(x: tf.Tensor): tf.Tensor {
  const [batch = 0, rows = 0] = x.shape;
  return noGrad(() => {
    const missing = tf.cast(tf.isNaN(tf.reshape(x, [batch, rows, -1])), 'float32');
    return tf.sub(1, tf.min(missing, -1));
  });
}

/** x with zeros for its missing rows; NaN elsewhere stays. */
export function withoutMissingRows(x: tf.Tensor, present: tf.Tensor): tf.Tensor {
  const there = noGrad(() => {
    const each = tf.reshape(present, [...present.shape, ...x.shape.slice(2).map(() => 1)]);
    return tf.cast(tf.broadcastTo(each, x.shape), 'bool');
  });
  return tf.where(there, x, tf.zerosLike(x));
}
