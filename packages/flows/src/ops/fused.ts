import { normals, type Rng, type Shape } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { FusedModel } from '../residualModel.ts';
import { hasKernel, runFused, runKernel } from './runFused.ts';

type Inputs = {
  /** All weights of the model in the layout of the flow; those that are masked are not looked at. */
  readonly flat: tf.Tensor;
  /** Residuals or noise, [...lead, ...batch, D]. */
  readonly rows: tf.Tensor;
  /** [...batch, C] */
  readonly context: tf.Tensor;
};

interface Draws {
  readonly shape: Shape;
  readonly rng: Rng;
  readonly dim: number;
}

/** Whether fused kernels of a model are registered for the backend that runs. */
export function hasFusedKernels({ name }: FusedModel): boolean {
  return hasKernel(`${name}LogProb`);
}

/** ln q of every row, [...lead, ...batch]: one fused kernel where there is one, else the reference. */
export function fusedLogProb(
  inputs: Inputs,
  fused: FusedModel | undefined,
  reference: () => tf.Tensor,
): tf.Tensor {
  if (!fused || !hasFusedKernels(fused) || !fitsKernel(inputs.rows.shape, inputs.context)) return reference();
  const { flat, rows, context } = flattened(inputs);
  const logProb = runFused(`${fused.name}LogProb`, { flat, rows, context }, fused.attributes);
  return tf.reshape(logProb, inputs.rows.shape.slice(0, -1));
}

/** Residuals [...shape, ...batch, dim]: a fused kernel where there is one and no gradient is asked for. */
export function fusedSample(
  { flat, context }: Omit<Inputs, 'rows'>,
  { shape, rng, dim }: Draws,
  fused: FusedModel | undefined,
  reference: () => tf.Tensor,
): tf.Tensor {
  const events = [...shape, ...context.shape.slice(0, -1), dim];
  const isDifferentiated = tf.engine().state.gradientDepth > 0;
  if (!fused || isDifferentiated || !hasFusedKernels(fused) || !fitsKernel(events, context))
    return reference();
  const rows = fused.noise?.(events.slice(0, -1), rng) ?? normals(events, rng);
  const drawn = runKernel(`${fused.name}Sample`, flattened({ flat, rows, context }), fused.attributes);
  return tf.reshape(drawn, events);
}

/** A kernel takes no broadcasting: the events end in the whole batch of contexts. */
function fitsKernel(events: Shape, context: tf.Tensor): boolean {
  const batch = context.shape.slice(0, -1);
  const end = events.slice(0, -1).slice(events.length - 1 - batch.length);
  return !events.includes(0) && events.length >= context.shape.length && end.join() === batch.join();
}

function flattened({ flat, rows, context }: Inputs): Inputs {
  const table = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, tensor.shape.at(-1) as number]);
  return { flat, rows: table(rows), context: table(context) };
}
