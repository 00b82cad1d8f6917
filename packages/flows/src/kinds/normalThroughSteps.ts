import { normals, type Rng, type Shape } from '@sbi/core';
import type { Bijector } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { ResidualDistribution } from '../residualModel.ts';

const HALF_LOG_2PI = 0.9189385332046728;

/**
 * Standard normal noise through bijectors, of which the first takes the event: ln q(r) = ln N(z; 0, I) + Σ ln|det| where
 * z is what their inverses make of r, one after the other.
 */
export class NormalThroughSteps implements ResidualDistribution {
  protected readonly dim: number;
  protected readonly steps: readonly Bijector[];

  /** @param steps all of one batch shape; taken over */
  constructor(dim: number, steps: readonly Bijector[]) {
    this.dim = dim;
    this.steps = steps;
  }

  logProb(residual: tf.Tensor): tf.Tensor {
    let z = residual;
    const logDets: tf.Tensor[] = [];
    for (const step of this.steps) {
      const [next, logDet] = step.inverseAndLogDet(z);
      logDets.push(logDet);
      z = next;
    }
    return logDets.reduce((sum, logDet) => tf.add(sum, logDet), standardNormalLogProb(z));
  }

  sample(shape: Shape, rng: Rng): tf.Tensor {
    const batch = this.steps[0]?.batchShape ?? [];
    const noise = normals([...shape, ...batch, this.dim], rng);
    return this.steps.reduceRight((residual, step) => step.forward(residual), noise);
  }
}

/** ln N(z; 0, I) over the last axis. */
function standardNormalLogProb(z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(tf.sum(tf.square(z), -1), -0.5), HALF_LOG_2PI * (z.shape.at(-1) ?? 0));
}
