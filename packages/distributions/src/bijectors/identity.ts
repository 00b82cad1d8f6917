import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';

/**
 * θ = z, for coordinates that nothing is done to, as in a `Stack`.
 *
 * @example
 * import { Exp, Identity, Stack } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Stack([new Identity(), new Exp()], [1, 1]);
 * console.log((await f.forward(tf.tensor1d([-1, 0])).data()).join(' ')); // → -1 1
 */
export class Identity extends Bijector {
  readonly dim: undefined;

  override get recipe(): BijectorRecipe {
    return { kind: 'identity' };
  }

  override image(support: Support): Support {
    return support;
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [z, tf.sum(tf.zerosLike(z), -1)];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return [theta, tf.sum(tf.zerosLike(theta), -1)];
  }
}
