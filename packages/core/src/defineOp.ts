import {
  customGrad,
  engine,
  getBackend,
  getKernel,
  type NamedTensorMap,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';

/** An operation: its definition in public tf ops and, where that is faster or steadier, its gradient by hand. */
export interface OpSpec<I extends NamedTensorMap> {
  /** The name under which a fused kernel may be registered in tfjs's own registry. */
  readonly name: string;
  /** The maths: runs on every backend, and is what a kernel is tested against. */
  readonly reference: (inputs: I) => Tensor;
  /** Gradients to the inputs, given the one to the output, and the output. It must not call `tf.grad`. */
  readonly vjp?: (dy: Tensor, inputs: I, output: Tensor) => { [K in keyof I]: Tensor };
}

/**
 * An operation that runs the kernel which tfjs's registry holds for it on the current backend, else its reference.
 *
 * Inside a gradient a kernel is used only when the op has a `vjp`; otherwise the reference is differentiated. The op
 * returns one new tensor and leaves no other.
 */
export function defineOp<I extends NamedTensorMap>(spec: OpSpec<I>): (inputs: I) => Tensor {
  const { name, reference, vjp } = spec;
  const compute = (inputs: I): Tensor =>
    getKernel(name, getBackend()) ? (engine().runKernel(name, inputs) as Tensor) : reference(inputs);
  return (inputs) => {
    if (engine().state.gradientDepth === 0) return tidy(() => compute(inputs));
    return vjp ? withGradient(compute, vjp, inputs) : tidy(() => reference(inputs));
  };
}

function withGradient<I extends NamedTensorMap>(
  compute: (inputs: I) => Tensor,
  vjp: NonNullable<OpSpec<I>['vjp']>,
  inputs: I,
): Tensor {
  const keys = Object.keys(inputs) as (keyof I & string)[];
  const named = (tensors: readonly unknown[]) =>
    Object.fromEntries(keys.map((key, i) => [key, tensors[i]])) as I;
  const op = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const value = compute(named(args));
    save([...args, value] as Tensor[]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const gradients = vjp(dy, named(saved), saved[keys.length] as Tensor);
        return keys.map((key) => gradients[key]);
      },
    };
  });
  return op(...keys.map((key) => inputs[key] as Tensor));
}
