import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { mapSupport } from '../supportAlgebra.ts';

/**
 * θ = exp(z), R → (0, ∞), coordinate by coordinate; ln|det| = Σ z.
 *
 * @example
 * import { Exp } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Exp();
 * console.log((await f.inverse(tf.tensor1d([1])).data())[0]); // → 0
 */
export class Exp extends Bijector {
  readonly dim: undefined;

  override get recipe(): BijectorRecipe {
    return { kind: 'exp' };
  }

  override image(support: Support): Support {
    return mapSupport(support, Math.exp, Math.log);
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [tf.exp(z), tf.sum(z, -1)];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const z = tf.log(theta);
    return [z, tf.neg(tf.sum(z, -1))];
  }
}
