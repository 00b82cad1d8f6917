import { asShape, describeValue, type Rng, ShapeError, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from './conditional.ts';
import { expectLive } from './expectLive.ts';
import { isFloat32Array } from './float32.ts';

/** Fills one weight tensor at the start of training; `rng` is the tensor's own stream. */
export type Initializer = (name: string, size: number, rng: Rng) => Float32Array;

/** How many numbers the weights of a layout hold. */
export function weightCount(spec: WeightSpec): number {
  return Object.values(spec).reduce((sum, shape) => sum + sizeOf(shape), 0);
}

/**
 * All weights of an estimator in one flat trainable vector under a named layout.
 *
 * The layout is that of the model file, an optimiser's state is vectors of the same length, and a fused kernel receives
 * one tensor. `new` owns memory, within a `tf.tidy` too: call `dispose`, or use `using`.
 *
 * @param spec   names and shapes, in the order of the vector
 * @param values one finite number for each weight; copied
 * @throws ShapeError unless the layout has weights and `values` fits it
 * @example
 * import { Parameters } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * using parameters = new Parameters({ kernel: [2, 2], bias: [2] }, Float32Array.of(1, 2, 3, 4, 5, 6));
 * const { kernel, bias } = parameters.unpack(parameters.flat);
 * console.log(parameters.size, (await bias.data()).join(' ')); // → 6 5 6
 * tf.dispose([kernel, bias]);
 */
export class Parameters implements Disposable {
  readonly spec: WeightSpec;
  /** How many numbers there are. */
  readonly size: number;
  protected readonly variable: tf.Variable;

  constructor(spec: WeightSpec, values: Float32Array) {
    const names = Object.keys(spec);
    if (names.length === 0) throw new ShapeError('spec', 'name at least one weight', 'none', 'Parameters');
    this.spec = Object.fromEntries(names.map((name) => [name, [...asShape(spec[name] ?? [], 'Parameters')]]));
    this.size = weightCount(this.spec);
    this.check(values, 'Parameters');
    // a variable shares the tensor that it starts from: both are needed, and one is disposed
    const initial = tf.tensor1d(values.slice());
    this.variable = tf.variable(initial);
    initial.dispose();
  }

  /**
   * Weights drawn by `initialize`, each from the stream of its own name: adding one does not change the others.
   *
   * @throws ShapeError when `initialize` does not give as many finite numbers as it is asked for
   */
  static initialized(spec: WeightSpec, initialize: Initializer, rng: Rng): Parameters {
    const values = new Float32Array(weightCount(spec));
    let offset = 0;
    for (const [name, shape] of Object.entries(spec)) {
      const size = sizeOf(shape);
      const part = initialize(name, size, rng.fork(name));
      if (part?.length !== size) {
        const got = describeValue(part?.length);
        throw new ShapeError('initialize', `give ${size} numbers for ${name}`, got, 'Parameters.initialized');
      }
      values.set(part, offset);
      offset += size;
    }
    return new Parameters(spec, values);
  }

  /** The vector, [size]; it belongs to this object. @throws SbiError after `dispose` */
  get flat(): tf.Variable {
    expectLive(this.variable, 'Parameters');
    return this.variable;
  }

  /**
   * Cuts a flat vector into the named weights, differentiably; the caller owns them.
   *
   * @throws ShapeError unless flat is [size]
   */
  unpack(flat: tf.Tensor): Weights {
    this.checkTensor(flat, 'flat', 'Parameters.unpack');
    return tf.tidy(() => unpack(this.spec, flat));
  }

  /** A copy of the values. @throws SbiError after `dispose` */
  async read(): Promise<Float32Array> {
    return Float32Array.from(await this.flat.data());
  }

  /**
   * Replaces every value; an argument is copied.
   *
   * @throws ShapeError when the length does not fit, or where a number is not finite (a tensor's are not read)
   */
  assign(values: Float32Array | tf.Tensor): void {
    const { flat } = this;
    if (values instanceof tf.Tensor) {
      this.checkTensor(values, 'values', 'Parameters.assign');
      // a variable frees its data before it takes over the other's
      if (values !== flat) flat.assign(values as tf.Tensor<never>);
      return;
    }
    this.check(values, 'Parameters.assign');
    tf.tidy(() => flat.assign(tf.tensor1d(values.slice()) as tf.Tensor<never>));
  }

  /** Frees the vector. Twice is harmless; any later use throws. */
  dispose(): void {
    // tfjs would free a tensor that still shares the data
    if (!this.variable.isDisposed) this.variable.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private check(values: Float32Array, where: string): void {
    if (!isFloat32Array(values)) {
      throw new ShapeError('values', 'be a Float32Array', describeValue(values), where);
    }
    if (values.length !== this.size) {
      const expected = `hold ${this.size} numbers, one for each weight`;
      throw new ShapeError('values', expected, `${values.length}`, where);
    }
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return;
    throw new ShapeError('values', 'be finite', `${values[bad]} at index ${bad}`, where);
  }

  private checkTensor(tensor: tf.Tensor, argument: string, where: string): void {
    const fits = tensor instanceof tf.Tensor && !tensor.isDisposed && tensor.dtype === 'float32';
    if (!fits) throw new ShapeError(argument, 'be a live float32 tensor', describeTensor(tensor), where);
    if (tensor.shape.length === 1 && tensor.shape[0] === this.size) return;
    throw new ShapeError(argument, `have shape [${this.size}]`, tensor.shape, where);
  }
}

/** Cuts a flat vector into named weights, differentiably; call it in a scope. */
export function unpack(spec: WeightSpec, flat: tf.Tensor): Weights {
  const shapes = Object.entries(spec);
  const lengths = shapes.map(([, shape]) => sizeOf(shape));
  // tfjs's gradient of a split into one piece fails
  const parts = lengths.length === 1 ? [tf.clone(flat)] : tf.split(flat, lengths);
  const shaped = shapes.map(([name, shape], i) => {
    const part = parts[i] as tf.Tensor;
    return [name, shape.length === 1 ? part : tf.reshape(part, [...shape])] as const;
  });
  return Object.fromEntries(shaped);
}

function describeTensor(value: tf.Tensor): string {
  if (!(value instanceof tf.Tensor)) return describeValue(value);
  return value.isDisposed ? 'a disposed one' : `dtype ${value.dtype}`;
}
