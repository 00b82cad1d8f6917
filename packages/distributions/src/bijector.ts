import type { Shape } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectAlive, leadOf, ownOne, ownPair } from './ownership.ts';
import type { BijectorRecipe } from './recipe.ts';
import { realSpace, type Support } from './support.ts';

/** A mapped point [..., D] and the logarithm of the volume ratio there, [...]. */
export type WithLogDet = readonly [value: tf.Tensor, logDet: tf.Tensor];

/**
 * θ = f(z), one to one. Forward is the sampling direction, noise z → parameters θ; inverse is the density direction.
 *
 * To write one, extend this class and give the two compound methods the maths and nothing else: no checks, no
 * `tf.tidy`, no `dispose`. `logDet` may have any shape that broadcasts to [...]. Inputs are [..., D] float32; fields that
 * hold parameters [..., D] (from a network, say) broadcast against them, and gradients flow to both.
 *
 * Memory is as in `Distribution`: numbers stay numbers, tensors are cloned into ordinary fields, parts are taken over.
 *
 * @example
 * import { Bijector } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * class Softsign extends Bijector {
 *   dim = undefined;
 *   _forwardAndLogDet(z) {
 *     const scale = tf.add(1, tf.abs(z));
 *     return [tf.div(z, scale), tf.mul(-2, tf.sum(tf.log(scale), -1))];
 *   }
 *   _inverseAndLogDet(theta) {
 *     const scale = tf.sub(1, tf.abs(theta));
 *     return [tf.div(theta, scale), tf.mul(-2, tf.sum(tf.log(scale), -1))];
 *   }
 * }
 * console.log((await new Softsign().forward(tf.tensor1d([1, -3])).data()).join(' ')); // → 0.5 -0.75
 */
export abstract class Bijector implements Disposable {
  /** The length of an event; `undefined`: any. */
  abstract readonly dim: number | undefined;
  /** The leading axes of its parameters; [] where one map serves every event. */
  readonly batchShape: Shape = [];

  private disposed = false;

  /** Itself as plain data for a file; `undefined` for an own class, or one made of tensors. */
  get recipe(): BijectorRecipe | undefined {
    return undefined;
  }

  /** f(z), [..., D] → [..., D]. @throws ShapeError naming z. */
  forward(z: tf.Tensor): tf.Tensor {
    const shape = this.check(z, 'z', 'forward');
    return ownOne(this, shape, () => this._forward(z), z);
  }

  /** f⁻¹(θ), [..., D] → [..., D]. @throws ShapeError naming theta. */
  inverse(theta: tf.Tensor): tf.Tensor {
    const shape = this.check(theta, 'theta', 'inverse');
    return ownOne(this, shape, () => this._inverse(theta), theta);
  }

  /** θ = f(z) and ln|det ∂θ/∂z|. @throws ShapeError naming z. */
  forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const shape = this.check(z, 'z', 'forwardAndLogDet');
    return ownPair(this, shape, () => this._forwardAndLogDet(z), z);
  }

  /** z = f⁻¹(θ) and ln|det ∂z/∂θ|. @throws ShapeError naming theta. */
  inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const shape = this.check(theta, 'theta', 'inverseAndLogDet');
    return ownPair(this, shape, () => this._inverseAndLogDet(theta), theta);
  }

  /** Where f takes a support: what `Transformed` reports as its own. All of R^D where a bijector does not say. */
  image(support: Support): Support {
    return realSpace(support.low.length);
  }

  /** Frees the tensors it holds, its parts' included. Twice is harmless; any later use throws. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    tf.dispose(this as object as tf.TensorContainer);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The maths of both, z → [θ, ln|det ∂θ/∂z|]. */
  protected abstract _forwardAndLogDet(z: tf.Tensor): WithLogDet;

  /** The maths of both, θ → [z, ln|det ∂z/∂θ|]. */
  protected abstract _inverseAndLogDet(theta: tf.Tensor): WithLogDet;

  /** Override it where the value alone is cheaper. */
  protected _forward(z: tf.Tensor): tf.Tensor {
    return this._forwardAndLogDet(z)[0];
  }

  /** Override it where the value alone is cheaper. */
  protected _inverse(theta: tf.Tensor): tf.Tensor {
    return this._inverseAndLogDet(theta)[0];
  }

  /** The shape of the result. */
  private check(tensor: tf.Tensor, argument: string, method: string): Shape {
    const where = `${this.constructor.name}.${method}`;
    expectAlive(this, this.disposed, where);
    const lead = leadOf(tensor, this, argument, where);
    return [...lead, tensor.shape.at(-1) as number];
  }
}
