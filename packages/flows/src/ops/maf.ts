import * as tf from '@tensorflow/tfjs-core';

const LOG_PROB = 'SbiMafLogProb';
const LOG_PROB_GRADIENT = 'SbiMafLogProbGrad';
const SAMPLE = 'SbiMafSample';

/** What a fused kernel must know of a masked autoregressive flow; plain data. */
export type MafAttributes = {
  /** For each step, in the density direction, the place of every coordinate in its order. */
  readonly orders: number[][];
  /** How many numbers one context has. */
  readonly context: number;
  readonly hidden: number;
  readonly blocks: number;
};

export type MafInputs = {
  /** All weights in the layout of the flow; those that the order forbids are not looked at. */
  readonly flat: tf.Tensor;
  /** Residuals or noise, [...lead, ...batch, D]. */
  readonly rows: tf.Tensor;
  /** [...batch, C] */
  readonly context: tf.Tensor;
};

/** Whether fused kernels are registered for the backend that runs. */
export function hasMafKernels(): boolean {
  return tf.getKernel(LOG_PROB, tf.getBackend()) !== undefined;
}

/** ln q of every row, [...lead, ...batch]: one fused kernel where there is one, else the reference. */
export function mafLogProb(
  inputs: MafInputs,
  attributes: MafAttributes,
  reference: () => tf.Tensor,
): tf.Tensor {
  if (!hasMafKernels() || !fitsKernel(inputs)) return reference();
  const { flat, rows, context } = flattened(inputs);
  if (tf.engine().state.gradientDepth === 0) {
    return tf.reshape(
      run(LOG_PROB, { flat, rows, context }, attributes) as tf.Tensor,
      inputs.rows.shape.slice(0, -1),
    );
  }
  // tells the kernel which forward pass a gradient belongs to: what tfjs saves may be copies
  const passed = { ...attributes, pass: {} };
  const op = tf.customGrad((flat, rows, context, save) => {
    const [weights, events, contexts] = [flat, rows, context] as tf.Tensor[];
    const named = { flat: weights, rows: events, context: contexts } as MafInputs;
    const value = run(LOG_PROB, named, passed) as tf.Tensor;
    (save as tf.GradSaveFunc)([flat, rows, context] as tf.Tensor[]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [flat, rows, context] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      return run(LOG_PROB_GRADIENT, { flat, rows, context, dy }, passed) as tf.Tensor[];
    };
    return { value, gradFunc };
  });
  return tf.reshape(op(flat, rows, context), inputs.rows.shape.slice(0, -1));
}

/** Residuals of noise, of the same shape: a fused kernel where there is one and no gradient is asked for. */
export function mafSample(
  inputs: MafInputs,
  attributes: MafAttributes,
  reference: () => tf.Tensor,
): tf.Tensor {
  const isDifferentiated = tf.engine().state.gradientDepth > 0;
  if (isDifferentiated || !hasMafKernels() || !fitsKernel(inputs)) return reference();
  return tf.reshape(run(SAMPLE, flattened(inputs), attributes) as tf.Tensor, inputs.rows.shape);
}

function run(name: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attributes);
}

/** A kernel takes no broadcasting: the rows end in the whole batch of contexts. */
function fitsKernel({ rows, context }: MafInputs): boolean {
  const batch = context.shape.slice(0, -1);
  const end = rows.shape.slice(0, -1).slice(rows.shape.length - 1 - batch.length);
  return rows.size > 0 && rows.shape.length >= context.shape.length && end.join() === batch.join();
}

function flattened({ flat, rows, context }: MafInputs): MafInputs {
  const table = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, tensor.shape.at(-1) as number]);
  return { flat, rows: table(rows), context: table(context) };
}
