import { type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import { realSpace, type Support } from '../support.ts';
import { mapSupport } from '../supportAlgebra.ts';
import { keep, pairOf, plain, sumLogAbs, type Vector, type VectorLike } from '../vector.ts';

/**
 * θ = shift + scale ⊙ z; ln|det| = Σ ln|scale|.
 *
 * @param shift D numbers or a tensor [..., D], as from a network
 * @param scale likewise; never 0, and a negative one turns the axis round
 * @throws ShapeError unless lengths agree, numbers are finite and no scale is 0 in float32 (tensors are not read)
 * @example
 * import { Affine } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Affine([1, 1], [2, -1]);
 * console.log((await f.forward(tf.tensor1d([3, 3])).data()).join(' ')); // → 7 -2
 */
export class Affine extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly shift: Vector;
  protected readonly scale: Vector;

  constructor(shift: VectorLike, scale: VectorLike) {
    super();
    const { dim, batchShape, first, second } = pairOf(['shift', shift], ['scale', scale], 'Affine');
    const zero = second instanceof tf.Tensor ? -1 : second.findIndex((value) => Math.fround(value) === 0);
    if (zero >= 0) throw new ShapeError('scale', 'not be 0 in float32', `0 at index ${zero}`, 'Affine');
    this.dim = dim;
    this.batchShape = batchShape;
    this.shift = keep(first);
    this.scale = keep(second);
  }

  override get recipe(): BijectorRecipe | undefined {
    const shift = plain(this.shift);
    const scale = plain(this.scale);
    return shift && scale && { kind: 'affine', shift, scale };
  }

  /** Exact for numbers; R^D for tensors, which are not read. */
  override image(support: Support): Support {
    const shift = plain(this.shift);
    const scale = plain(this.scale);
    if (!shift || !scale) return realSpace(this.dim);
    return mapSupport(
      support,
      (z, i) => (shift[i] as number) + (scale[i] as number) * z,
      (theta, i) => (theta - (shift[i] as number)) / (scale[i] as number),
    );
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [this._forward(z), this.logDet()];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return [this._inverse(theta), tf.neg(this.logDet())];
  }

  protected override _forward(z: tf.Tensor): tf.Tensor {
    return tf.add(this.shift, tf.mul(this.scale, z));
  }

  protected override _inverse(theta: tf.Tensor): tf.Tensor {
    return tf.div(tf.sub(theta, this.shift), this.scale);
  }

  private logDet(): tf.Tensor {
    const sum = sumLogAbs(this.scale);
    return typeof sum === 'number' ? tf.scalar(sum) : sum;
  }
}
