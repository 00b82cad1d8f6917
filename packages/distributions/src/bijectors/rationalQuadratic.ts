import { noGrad } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { BinAtPoint } from './splineBins.ts';

/**
 * A point of a bin, by its distances a = x − x0 and c = x1 − x from both knots: then every sum below is one of positive
 * terms, and neither 1 − ξ nor a discriminant cancels.
 */
interface Place {
  readonly a: tf.Tensor;
  readonly c: tf.Tensor;
  readonly height: tf.Tensor;
  /** height / width */
  readonly mean: tf.Tensor;
}

/** y and ln dy/dx at x = `bin.point`, [n] each. Durkan et al. 2019, equations 4 and 5. */
export function forwardInBin(bin: BinAtPoint): [y: tf.Tensor, logSlope: tf.Tensor] {
  const height = tf.sub(bin.y1, bin.y0);
  const mean = tf.div(height, tf.sub(bin.x1, bin.x0));
  const place = { a: tf.sub(bin.point, bin.x0), c: tf.sub(bin.x1, bin.point), height, mean };
  const { share, logSlope } = atPlace(place, bin);
  return [tf.add(bin.y0, share), logSlope];
}

/**
 * x and ln dx/dy at y = `bin.point`, [n] each.
 *
 * a : c = 2sβ : e + √(e² + 4s²βτ), with β = y − y0, τ = y1 − y, s the mean slope and e = slope0 τ − slope1 β: the quadratic
 * of Durkan et al. 2019, equations 6 to 8, divided by c². Where e < 0, the ratio's other form does not cancel.
 */
export function inverseInBin(bin: BinAtPoint): [x: tf.Tensor, logSlope: tf.Tensor] {
  const height = tf.sub(bin.y1, bin.y0);
  const width = tf.sub(bin.x1, bin.x0);
  const mean = tf.div(height, width);
  const below = tf.sub(bin.point, bin.y0);
  const above = tf.sub(bin.y1, bin.point);
  const lean = tf.sub(tf.mul(bin.slope0, above), tf.mul(bin.slope1, below));
  const twiceBelow = tf.mul(tf.mul(2, mean), below);
  const twiceAbove = tf.mul(tf.mul(2, mean), above);
  const root = tf.sqrt(tf.add(tf.square(lean), tf.mul(twiceBelow, twiceAbove)));
  const isFlat = noGrad(() => tf.greaterEqual(lean, 0));
  const large = tf.add(tf.where(isFlat, lean, tf.neg(lean)), root);
  const first = tf.where(isFlat, twiceBelow, large);
  const second = tf.where(isFlat, large, twiceAbove);
  const unit = tf.div(width, tf.add(first, second));
  const place = { a: tf.mul(first, unit), c: tf.mul(second, unit), height, mean };
  return [tf.add(bin.x0, place.a), tf.neg(atPlace(place, bin).logSlope)];
}

/** y − y0 and ln dy/dx. */
function atPlace(
  { a, c, height, mean }: Place,
  { slope0, slope1 }: BinAtPoint,
): { share: tf.Tensor; logSlope: tf.Tensor } {
  const aa = tf.square(a);
  const cc = tf.square(c);
  const ac = tf.mul(a, c);
  const up = tf.add(tf.mul(mean, aa), tf.mul(slope0, ac));
  const down = tf.add(tf.mul(mean, cc), tf.mul(slope1, ac));
  const unit = tf.div(height, tf.add(up, down));
  const middle = tf.mul(tf.mul(2, mean), ac);
  const top = tf.add(tf.add(tf.mul(slope1, aa), middle), tf.mul(slope0, cc));
  return { share: tf.mul(up, unit), logSlope: tf.log(tf.mul(tf.mul(top, unit), unit)) };
}
