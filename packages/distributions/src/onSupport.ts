import { noGrad } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { isUnbounded, type Support } from './support.ts';

/**
 * A log-density kept to the box of a support: −∞ outside and wherever `logDensity` gives NaN.
 *
 * `logDensity` never sees a point outside: such a point is exchanged for one inside before, so that neither its value
 * nor its gradient can turn into NaN (the mask stands on both sides).
 */
export function onSupport(
  support: Support,
  theta: tf.Tensor,
  logDensity: (theta: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (isUnbounded(support)) return withoutNaN(logDensity(theta));
  const inside = noGrad(() => insideBox(support, theta));
  const point = tf.where(tf.expandDims(inside, -1), theta, tf.tensor1d(pointInside(support)));
  const value = withoutNaN(logDensity(point));
  return tf.where(inside, value, Number.NEGATIVE_INFINITY);
}

function withoutNaN(logDensity: tf.Tensor): tf.Tensor {
  const undefinedThere = noGrad(() => tf.isNaN(logDensity));
  return tf.where(undefinedThere, Number.NEGATIVE_INFINITY, logDensity);
}

function insideBox({ low, high }: Support, theta: tf.Tensor): tf.Tensor {
  const above = tf.greaterEqual(theta, tf.tensor1d(low));
  return tf.all(tf.logicalAnd(above, tf.lessEqual(theta, tf.tensor1d(high))), -1);
}

/** A point strictly inside the box: its middle, or a step from the only bound. */
function pointInside({ low, high }: Support): Float32Array {
  return low.map((bound, i) => {
    const other = high[i] as number;
    if (Number.isFinite(bound) && Number.isFinite(other)) return bound / 2 + other / 2;
    if (Number.isFinite(bound)) return bound + Math.max(1, Math.abs(bound));
    return Number.isFinite(other) ? other - Math.max(1, Math.abs(other)) : 0;
  });
}
