import * as tf from '@tensorflow/tfjs-core';

/** What a fused kernel is told of a model: plain data. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A pass through a fused kernel. */
interface Pass {
  readonly value: tf.Tensor;
  /** Gradients of Σ dy · value, of every input or of the first alone, the weights. */
  readonly back: (dy: tf.Tensor, only?: 'weights') => tf.Tensor[];
}

/** Whether a kernel of that name is registered for the backend that runs. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** The first or only answer of a fused kernel. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: Attributes): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

/** The same, and inside a gradient a second kernel, `${name}Grad`, for the way back: of the inputs and `dy`. */
export function runFused(name: string, inputs: tf.NamedTensorMap, attributes: Attributes): tf.Tensor {
  if (tf.engine().state.gradientDepth === 0) return runKernel(name, inputs, attributes);
  const keys = Object.keys(inputs);
  const named = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(keys.map((key, i) => [key, tensors[i] as tf.Tensor]));
  // tells the kernel which forward pass a gradient belongs to: what tfjs saves may be copies
  const passed = { ...attributes, pass: {} };
  const op = tf.customGrad((...args) => {
    const tensors = args.slice(0, -1) as tf.Tensor[];
    const value = runKernel(name, named(tensors), passed);
    (args.at(-1) as unknown as tf.GradSaveFunc)(tensors);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => runGradient(name, named(saved), dy, passed);
    return { value, gradFunc };
  });
  return op(...Object.values(inputs));
}

function runGradient(
  name: string,
  inputs: tf.NamedTensorMap,
  dy: tf.Tensor,
  attributes: Attributes,
): tf.Tensor[] {
  return tf
    .engine()
    .runKernel(`${name}Grad`, { ...inputs, dy }, attributes as tf.NamedAttrMap) as tf.Tensor[];
}

/** A fused kernel's answer, and what leads back from it, without a record of what was computed. */
export function runPass(name: string, inputs: tf.NamedTensorMap, attributes: Attributes): Pass {
  const passed = { ...attributes, pass: {} };
  const value = runKernel(name, inputs, passed);
  return { value, back: (dy, only) => runGradient(name, inputs, dy, { ...passed, ...(only && { only }) }) };
}
