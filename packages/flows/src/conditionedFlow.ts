import { normals, type Rng, type Shape } from '@sbi/core';
import { type Bijector, Distribution, type Support } from '@sbi/distributions';
import { add, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln N(z; 0, I) over the last axis. */
export function standardNormalLogProb(z: Tensor): Tensor {
  return sub(mul(sum(square(z), -1), -0.5), HALF_LOG_2PI * (z.shape.at(-1) ?? 0));
}

/** q(· | x) at given x: standard normal noise through the steps of a flow. */
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

  protected override _sample(shape: Shape, rng: Rng): Tensor {
    return this._sampleAndLogProb(shape, rng)[0];
  }

  protected override _logProb(theta: Tensor): Tensor {
    let z = theta;
    const logDets: Tensor[] = [];
    for (const step of this.steps) {
      const [next, logDet] = step.inverseAndLogDet(z);
      logDets.push(logDet);
      z = next;
    }
    return logDets.reduce(add, standardNormalLogProb(z));
  }

  protected override _sampleAndLogProb(shape: Shape, rng: Rng): [Tensor, Tensor] {
    let theta = normals([...shape, ...this.batchShape, this.dim], rng);
    let logProb = standardNormalLogProb(theta);
    for (const step of [...this.steps].reverse()) {
      const [next, logDet] = step.forwardAndLogDet(theta);
      logProb = sub(logProb, logDet);
      theta = next;
    }
    return [theta, logProb];
  }
}
