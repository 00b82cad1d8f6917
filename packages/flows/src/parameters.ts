import { type Rng, ShapeError, sizeOf } from '@sbi/core';
import { reshape, split, type Tensor, tensor1d, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from './conditional.ts';

/** Fills one weight tensor at the start of training; `rng` is the tensor's own stream. */
export type Initializer = (name: string, size: number, rng: Rng) => Float32Array;

/**
 * All weights of an estimator in one flat trainable vector under a named layout.
 *
 * The layout is the header of the model file, the optimiser's state is vectors of the same length, and a fused kernel
 * receives one tensor. `new` owns memory: call `dispose`, or use `using`.
 */
export class Parameters implements Disposable {
  readonly spec: WeightSpec;
  readonly size: number;
  protected readonly variable: Variable;

  /** @throws ShapeError when `values` does not hold one number for each weight of the layout. */
  constructor(spec: WeightSpec, values: Float32Array) {
    this.spec = spec;
    this.size = Object.values(spec).reduce((sum, shape) => sum + sizeOf(shape), 0);
    this.check(values, 'Parameters');
    const initial = tensor1d(values.slice());
    this.variable = variable(initial);
    initial.dispose();
  }

  /** Weights drawn by `initialize`, each from the stream of its own name: adding one does not change the others. */
  static initialized(spec: WeightSpec, initialize: Initializer, rng: Rng): Parameters {
    const parts = Object.entries(spec).map(([name, shape]) =>
      initialize(name, sizeOf(shape), rng.fork(name)),
    );
    const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      values.set(part, offset);
      offset += part.length;
    }
    return new Parameters(spec, values);
  }

  /** The vector, [size]; it belongs to this object. */
  get flat(): Variable {
    if (this.variable.isDisposed) throw new TypeError('These Parameters were used after dispose().');
    return this.variable;
  }

  /** Cuts a flat vector into the named weights, differentiably; call inside a tidy. */
  unpack(flat: Tensor): Weights {
    const shapes = Object.entries(this.spec);
    const parts = split(
      flat,
      shapes.map(([, shape]) => sizeOf(shape)),
    );
    return Object.fromEntries(
      shapes.map(([name, shape], i) => [name, reshape(parts[i] as Tensor, [...shape])]),
    );
  }

  /** A copy of the values. */
  async read(): Promise<Float32Array> {
    return Float32Array.from(await this.flat.data());
  }

  /** Replaces every value. @throws ShapeError when the length does not fit. */
  assign(values: Float32Array | Tensor): void {
    if (values instanceof Float32Array) this.check(values, 'Parameters.assign');
    tidy(() =>
      this.flat.assign((values instanceof Float32Array ? tensor1d(values.slice()) : values) as Tensor<never>),
    );
  }

  dispose(): void {
    this.variable.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private check(values: Float32Array, where: string): void {
    if (values.length === this.size) return;
    throw new ShapeError(
      'values',
      `hold ${this.size} numbers, one for each weight`,
      `${values.length}`,
      where,
    );
  }
}
