import { ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { quarterSteps } from '../float32.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { mapSupport } from '../supportAlgebra.ts';
import { numbersOf } from '../vector.ts';

/**
 * θ = end + direction · exp(z), R → the half line beyond an end, coordinate by coordinate; ln|det| = Σ z.
 *
 * A θ on the end, whose z would be −∞, is read as a quarter of a float32 step away from it.
 *
 * @param end       D numbers
 * @param direction 1 for θ > end, −1 for θ < end
 * @throws ShapeError for anything else
 * @example
 * import { HalfLine } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new HalfLine([3], -1);
 * console.log((await f.forward(tf.tensor1d([0])).data())[0]); // → 2
 */
export class HalfLine extends Bijector {
  readonly dim: number;
  protected readonly end: readonly number[];
  protected readonly direction: 1 | -1;

  constructor(end: number | ArrayLike<number>, direction: 1 | -1) {
    super();
    this.end = numbersOf(end, 'end', 'HalfLine');
    this.dim = this.end.length;
    if (direction !== 1 && direction !== -1) {
      throw new ShapeError('direction', 'be 1 or -1', String(direction), 'HalfLine');
    }
    this.direction = direction;
  }

  override get recipe(): BijectorRecipe {
    return { kind: 'halfLine', end: [...this.end], direction: this.direction };
  }

  override image(support: Support): Support {
    return mapSupport(
      support,
      (z, i) => (this.end[i] as number) + this.direction * Math.exp(z),
      (theta, i) => Math.log(this.direction * (theta - (this.end[i] as number))),
    );
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [tf.add(this.end, tf.mul(this.direction, tf.exp(z))), tf.sum(z, -1)];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const distance = tf.mul(this.direction, tf.sub(theta, this.end));
    const z = tf.log(tf.maximum(distance, quarterSteps(Float32Array.from(this.end))));
    return [z, tf.neg(tf.sum(z, -1))];
  }
}
