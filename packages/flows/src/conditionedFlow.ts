import { normals, type Rng, type Shape } from '@sbi/core';
import { type Bijector, Distribution, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln N(z; 0, I) over the last axis. */
function standardNormalLogProb(z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(tf.sum(tf.square(z), -1), -0.5), HALF_LOG_2PI * (z.shape.at(-1) ?? 0));
}

/** ln N(z; 0, I) + Σ ln|det| where z is what the steps make of θ, the first of them first. */
export function logProbThrough(steps: readonly Bijector[], theta: tf.Tensor): tf.Tensor {
  let z = theta;
  const logDets: tf.Tensor[] = [];
  for (const step of steps) {
    const [next, logDet] = step.inverseAndLogDet(z);
    logDets.push(logDet);
    z = next;
  }
  return logDets.reduce((sum, logDet) => tf.add(sum, logDet), standardNormalLogProb(z));
}

/**
 * q(· | x) at given x: standard normal noise through the steps of a flow.
 *
 * The density of a draw is asked of the draw itself, not of the noise: next to a wall float32 cannot tell all noise apart.
 */
export class ConditionedFlow extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  /** In the density direction: the first takes θ. */
  protected readonly steps: readonly Bijector[];

  constructor(steps: readonly Bijector[], batchShape: Shape, support: Support) {
    super();
    this.dim = support.low.length;
    this.batchShape = batchShape;
    this.support = support;
    this.steps = steps;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    const noise = normals([...shape, ...this.batchShape, this.dim], rng);
    return this.steps.reduceRight((theta, step) => step.forward(theta), noise);
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    return logProbThrough(this.steps, theta);
  }
}
