import * as tf from '@tensorflow/tfjs-core';

/**
 * power · (ln u − (u − 1)), coordinate by coordinate; 0 where the power is 0, at u = 0 too.
 *
 * What a power u^power is when its tangent at 1 is taken away: an error of u does not count near 1, where a density with a
 * large power lives.
 */
export function logAgainstLine(u: tf.Tensor, powers: readonly number[]): tf.Tensor {
  const isThere = powers.map((power) => Number(power !== 0));
  // u where there is a power, 1 where there is none: the logarithm of 0 must not meet a factor of 0
  const base = tf.add(
    tf.mul(u, isThere),
    isThere.map((there) => 1 - there),
  );
  return tf.mul(tf.sub(tf.log(base), tf.sub(base, 1)), [...powers]);
}
