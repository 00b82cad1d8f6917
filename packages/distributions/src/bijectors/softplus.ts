import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { mapSupport } from '../supportAlgebra.ts';

/**
 * θ = ln(1 + e^z), R → (0, ∞), coordinate by coordinate: linear for large z where `Exp` explodes.
 *
 * The inverse is z = θ + ln(1 − e^−θ), which neither overflows nor cancels; ln|det ∂θ/∂z| = −Σ ln(1 + e^−z).
 *
 * @example
 * import { Softplus } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Softplus();
 * const theta = await f.forward(tf.tensor1d([0, 100])).data();
 * console.log(theta[0].toFixed(3), theta[1]); // → 0.693 100
 */
export class Softplus extends Bijector {
  readonly dim: undefined;

  override get recipe(): BijectorRecipe {
    return { kind: 'softplus' };
  }

  override image(support: Support): Support {
    return mapSupport(
      support,
      (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
      (theta) => theta + Math.log(-Math.expm1(-theta)),
    );
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [tf.softplus(z), tf.neg(tf.sum(tf.softplus(tf.neg(z)), -1))];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const logSlope = tf.log(tf.neg(tf.expm1(tf.neg(theta))));
    return [tf.add(theta, logSlope), tf.neg(tf.sum(logSlope, -1))];
  }
}
