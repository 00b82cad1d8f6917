import { sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../conditional.ts';
import type { Network } from '../network.ts';

/** Numbers of x that a network reads at a time: what it makes of them on the way may be a hundred times as many. */
const NUMBERS = 2 ** 18;

/** The outputs of a network for x [rows, ...xShape], some rows after the others where no gradient needs what is on the way. */
export function applyInPieces(network: Network, weights: Weights, x: tf.Tensor): tf.Tensor {
  const [rows = 0, ...xShape] = x.shape;
  const size = Math.max(1, Math.floor(NUMBERS / sizeOf(xShape)));
  if (rows <= size || tf.engine().state.gradientDepth > 0) return network.apply(weights, x);
  const pieces = Array.from({ length: Math.ceil(rows / size) }, (_, i) => {
    const begin = [i * size, ...xShape.map(() => 0)];
    const length = Math.min(size, rows - i * size);
    return tf.tidy(() => network.apply(weights, tf.slice(x, begin, [length, ...xShape])));
  });
  return tf.concat(pieces);
}
