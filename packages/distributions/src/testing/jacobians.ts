import { logAbsDet, readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';

/**
 * ln|det ∂f/∂z| of every event, [..., D] → one number each: rows by reverse mode, determinants in float64.
 *
 * Events must not depend on one another, so that a row of all their Jacobians is one gradient.
 */
export async function logDetByAutodiff(
  f: (z: tf.Tensor) => tf.Tensor,
  points: tf.Tensor,
): Promise<Float64Array> {
  const dim = points.shape.at(-1) as number;
  const rows = await readAll(() =>
    Array.from({ length: dim }, (_, i) => {
      const unit = tf.tensor1d(Float32Array.from({ length: dim }, (_, j) => Number(i === j)));
      return tf.grad((z) => tf.sum(tf.mul(f(z), unit)))(points);
    }),
  );
  return Float64Array.from({ length: points.size / dim }, (_, event) => {
    const matrix = Float64Array.from({ length: dim * dim }, (_, k) => {
      return rows[Math.floor(k / dim)]?.[event * dim + (k % dim)] as number;
    });
    return logAbsDet(matrix, dim);
  });
}
