import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../network.ts';
import { fusedInputs, NETWORK } from '../networks/applyNetwork.ts';
import { weightCount } from '../parameters.ts';
import type { FusedModel, ResidualModel } from '../residualModel.ts';
import { hasFusedKernels } from './fused.ts';
import { hasKernel, runPass } from './runFused.ts';

interface Rows {
  /** All weights, the model's first. */
  readonly flat: tf.Tensor;
  /** Residuals, [rows, D]. */
  readonly rows: tf.Tensor;
  /** [rows, ...xShape] */
  readonly x: tf.Tensor;
}

type Gradient = { readonly value: tf.Tensor; readonly grad: tf.Tensor };

/**
 * ln q of every row of a table, and the gradient of Σ slope · ln q to the weights, by kernels alone and without a record of
 * what was computed; none where a kernel is missing.
 */
export function fusedGradient(
  { flat, rows, x }: Rows,
  slope: tf.Tensor,
  { model, network }: { readonly model: ResidualModel; readonly network: Network | undefined },
): Gradient | undefined {
  const { fused } = model;
  if (!fused || !hasFusedKernels(fused) || rows.shape.length !== 2 || rows.size === 0) return undefined;
  if (network) return behindNetwork({ flat, rows, x }, slope, { model, fused, network });
  if (x.shape.length !== 2) return undefined;
  const { value, back } = runPass(`${fused.name}LogProb`, { flat, rows, context: x }, fused.attributes);
  const [grad] = back(slope, 'weights') as [tf.Tensor];
  return { value, grad };
}

/** Forward and back through both kernels, and never to x. */
function behindNetwork(
  { flat, rows, x }: Rows,
  slope: tf.Tensor,
  { model, fused, network }: { model: ResidualModel; fused: FusedModel; network: Network },
): Gradient | undefined {
  if (!network.fused || !hasKernel(NETWORK)) return undefined;
  const size = weightCount(model.weights);
  const [own, rest] = tf.split(flat, [size, flat.size - size]) as [tf.Tensor, tf.Tensor];
  const read = runPass(NETWORK, fusedInputs(network.fused, rest, x), network.fused.attributes);
  const context = tf.reshape(read.value, [-1, network.outputs]);
  const { value, back } = runPass(`${fused.name}LogProb`, { flat: own, rows, context }, fused.attributes);
  const [outer, , slopes] = back(slope) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [inner] = read.back(slopes, 'weights') as [tf.Tensor];
  return { value, grad: tf.concat([outer, inner]) };
}
