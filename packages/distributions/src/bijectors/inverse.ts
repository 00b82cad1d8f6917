import type { Shape } from '@sbi/core';
import type * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { expectBijector } from '../parts.ts';
import type { BijectorRecipe } from '../recipe.ts';

/**
 * A bijector turned round: its forward is the other's inverse. The other is taken over.
 *
 * @example
 * import { Exp, Inverse } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const log = new Inverse(new Exp());
 * console.log((await log.forward(tf.tensor1d([1])).data())[0]); // → 0
 */
export class Inverse extends Bijector {
  readonly dim: number | undefined;
  override readonly batchShape: Shape;
  protected readonly bijector: Bijector;

  constructor(bijector: Bijector) {
    super();
    expectBijector(bijector, 'bijector', 'Inverse');
    this.dim = bijector.dim;
    this.batchShape = bijector.batchShape;
    this.bijector = bijector;
  }

  override get recipe(): BijectorRecipe | undefined {
    return this.bijector.recipe && { kind: 'inverse', bijector: this.bijector.recipe };
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return this.bijector.inverseAndLogDet(z);
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return this.bijector.forwardAndLogDet(theta);
  }

  protected override _forward(z: tf.Tensor): tf.Tensor {
    return this.bijector.inverse(z);
  }

  protected override _inverse(theta: tf.Tensor): tf.Tensor {
    return this.bijector.forward(theta);
  }
}
