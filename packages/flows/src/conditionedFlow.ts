import type { Rng, Shape } from '@sbi/core';
import { type Bijector, Distribution, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainedModel } from './trainedModel.ts';

/**
 * q(· | x) at given x: draws of the trained part of a flow, then out of its preconditioner.
 *
 * The density of a draw is asked of the draw itself, not of the noise: next to a wall float32 cannot tell all noise apart.
 */
export class ConditionedFlow extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  /** Takes a residual to θ. */
  protected readonly preconditioning: Bijector;
  protected readonly trained: TrainedModel;

  constructor(preconditioning: Bijector, trained: TrainedModel, batchShape: Shape, support: Support) {
    super();
    this.dim = support.low.length;
    this.batchShape = batchShape;
    this.support = support;
    this.preconditioning = preconditioning;
    this.trained = trained;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    return this.preconditioning.forward(this.trained.sample(shape, rng, this.dim));
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const [residual, logDet] = this.preconditioning.inverseAndLogDet(theta);
    return tf.add(this.trained.logProb(residual), logDet);
  }
}
