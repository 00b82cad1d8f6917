import { sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { FusedNetwork, Network } from '../network.ts';
import { hasKernel, runFused } from '../ops/runFused.ts';
import { unpack } from '../parameters.ts';

/** Numbers of x that a network reads at a time: what it makes of them on the way may be a hundred times as many. */
const NUMBERS = 2 ** 18;

/** The kernel that stands in for a network. */
export const NETWORK = 'SbiNetwork';

/** The outputs of a network for x [rows, ...xShape]: by one fused kernel where there is one for it, else by its definition. */
export function applyNetwork(network: Network, flat: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const { fused } = network;
  const [rows = 0] = x.shape;
  if (!fused || rows === 0 || !hasKernel(NETWORK)) return applyInPieces(network, flat, x);
  return tf.reshape(runFused(NETWORK, fusedInputs(fused, flat, x), fused.attributes), [
    rows,
    network.outputs,
  ]);
}

/** What the kernel reads of x [rows, ...xShape], which has a row at least. */
export function fusedInputs(
  { prepare }: FusedNetwork,
  flat: tf.Tensor,
  x: tf.Tensor,
): { flat: tf.Tensor; x: tf.Tensor } {
  const read = prepare?.(x) ?? x;
  const rows = x.shape[0] as number;
  return { flat, x: tf.reshape(read, [rows, read.size / rows]) };
}

/** Some rows after the others where no gradient needs what is on the way. */
function applyInPieces(network: Network, flat: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const [rows = 0, ...xShape] = x.shape;
  const weights = flat.size > 0 ? unpack(network.weights, flat) : {};
  const size = Math.max(1, Math.floor(NUMBERS / sizeOf(xShape)));
  if (rows <= size || tf.engine().state.gradientDepth > 0) return network.apply(weights, x);
  const pieces = Array.from({ length: Math.ceil(rows / size) }, (_, i) => {
    const begin = [i * size, ...xShape.map(() => 0)];
    const length = Math.min(size, rows - i * size);
    return tf.tidy(() => network.apply(weights, tf.slice(x, begin, [length, ...xShape])));
  });
  return tf.concat(pieces);
}
