import { normals, type Rng, type Shape } from '@sbi/core';
import { type Bijector, Distribution, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainedSteps } from './trainedSteps.ts';

/**
 * q(· | x) at given x: standard normal noise through the trained steps of a flow, then out of its preconditioner.
 *
 * The density of a draw is asked of the draw itself, not of the noise: next to a wall float32 cannot tell all noise apart.
 */
export class ConditionedFlow extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  /** Takes a residual to θ. */
  protected readonly preconditioning: Bijector;
  protected readonly steps: TrainedSteps;

  constructor(preconditioning: Bijector, steps: TrainedSteps, batchShape: Shape, support: Support) {
    super();
    this.dim = support.low.length;
    this.batchShape = batchShape;
    this.support = support;
    this.preconditioning = preconditioning;
    this.steps = steps;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    const noise = normals([...shape, ...this.batchShape, this.dim], rng);
    return this.preconditioning.forward(this.steps.sample(noise));
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const [residual, logDet] = this.preconditioning.inverseAndLogDet(theta);
    return tf.add(this.steps.logProb(residual), logDet);
  }
}
