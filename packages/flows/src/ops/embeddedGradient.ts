import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../network.ts';
import { fusedInputs, NETWORK } from '../networks/applyNetwork.ts';
import type { FusedModel } from '../residualModel.ts';
import { hasFusedKernels } from './fused.ts';
import { hasKernel, runGradient, runKernel } from './runFused.ts';

/** A model behind a network, with how many of the weights are the model's; they come first. */
interface Behind {
  readonly fused: FusedModel | undefined;
  readonly network: Network;
  readonly size: number;
}

/**
 * ln q of every row of a table whose x a network reads, and the gradient of Σ slope · ln q to all weights: forward and back
 * through both kernels, never to x, and without a record of what was computed; none where a kernel is missing.
 */
export function embeddedGradient(
  { flat, rows, x }: Record<'flat' | 'rows' | 'x', tf.Tensor>,
  slope: tf.Tensor,
  { fused, network, size }: Behind,
): { readonly value: tf.Tensor; readonly grad: tf.Tensor } | undefined {
  if (!fused || !network.fused || !hasFusedKernels(fused) || !hasKernel(NETWORK)) return undefined;
  const [own, rest] = tf.split(flat, [size, flat.size - size]) as [tf.Tensor, tf.Tensor];
  const read = {
    attributes: { ...network.fused.attributes, pass: {} },
    inputs: fusedInputs(network.fused, rest, x),
  };
  const context = tf.reshape(runKernel(NETWORK, read.inputs, read.attributes), [-1, network.outputs]);
  const name = `${fused.name}LogProb`;
  const attributes = { ...fused.attributes, pass: {} };
  const inputs = { flat: own, rows, context };
  const value = runKernel(name, inputs, attributes);
  const [outer, , dContext] = runGradient(name, inputs, slope, attributes) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const only = { ...read.attributes, only: 'weights' };
  const [inner] = runGradient(NETWORK, read.inputs, dContext, only) as [tf.Tensor];
  return { value, grad: tf.concat([outer, inner]) };
}
