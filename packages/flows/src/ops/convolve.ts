import type { Shape } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { dense } from './dense.ts';

/**
 * Cross-correlation along every axis between the first and the last, with zeros around: [B, ...lengths, C] →
 * [B, ...lengths + 2 padding − kernel + 1, O] by a kernel [...kernel sizes, C, O].
 *
 * Slices, one for each place of the kernel, stand side by side and are multiplied as one matrix: tfjs-wasm has no gradient
 * to the filter of its own convolution.
 */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, padding: number): tf.Tensor {
  const axes = kernel.shape.length - 2;
  let windows =
    padding === 0
      ? x
      : tf.pad(
          x,
          x.shape.map((_, i) => around(i, axes, padding)),
        );
  for (let axis = axes; axis >= 1; axis--) windows = unfold(windows, axis, kernel.shape[axis - 1] as number);
  const outputs = kernel.shape.at(-1) as number;
  return dense(windows, tf.reshape(kernel, [kernel.size / outputs, outputs]), bias);
}

/** The greatest of so many neighbours along every axis between the first and the last; what fills no window is left out. */
export function maxPool(x: tf.Tensor, sizes: Shape): tf.Tensor {
  return sizes.reduce((pooled, size, i) => poolAxis(pooled, i + 1, size), x);
}

function around(axis: number, axes: number, padding: number): [number, number] {
  return axis >= 1 && axis <= axes ? [padding, padding] : [0, 0];
}

/** `size` neighbours along an axis side by side in the last one. */
function unfold(x: tf.Tensor, axis: number, size: number): tf.Tensor {
  if (size === 1) return x;
  const length = (x.shape[axis] as number) - size + 1;
  const places = Array.from({ length: size }, (_, k) => along(x, axis, k, length));
  return tf.concat(places, -1);
}

/** By pairs: of equal neighbours the gradient reaches the first alone, where that of `max` reaches each of them in full. */
function poolAxis(x: tf.Tensor, axis: number, size: number): tf.Tensor {
  if (size === 1) return x;
  const length = Math.floor((x.shape[axis] as number) / size);
  const lead = x.shape.slice(0, axis);
  const rest = x.shape.slice(axis + 1);
  const whole = tf.reshape(along(x, axis, 0, length * size), [...lead, length, size, ...rest]);
  const parts = Array.from({ length: size }, (_, k) => along(whole, axis + 1, k, 1));
  const greatest = parts.reduce((most, part) => tf.maximum(most, part));
  return tf.reshape(greatest, [...lead, length, ...rest]);
}

/** A piece of one axis. */
function along(x: tf.Tensor, axis: number, begin: number, length: number): tf.Tensor {
  const starts = x.shape.map((_, i) => (i === axis ? begin : 0));
  const sizes = x.shape.map((whole, i) => (i === axis ? length : whole));
  return tf.slice(x, starts, sizes);
}
