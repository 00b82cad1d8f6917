import type { Rng, Shape } from '@sbi/core';
import { Distribution, MultivariateNormal, type Prior, realSpace, type Support } from '@sbi/distributions';
import type { Architecture, ConditionalDistribution } from '@sbi/flows';
import type * as tf from '@tensorflow/tfjs-core';
import { Amortized } from '../src/index.ts';
import { smallPrior } from './small.ts';

/** One distribution as a batch of one, whatever x is. */
class Repeated extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape = [1];
  readonly support: Support;
  protected readonly inner: Distribution;

  constructor(inner: Distribution) {
    super();
    this.inner = inner;
    this.dim = inner.dim;
    this.support = inner.support;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    return this.inner.sample([...shape, 1], rng);
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    return this.inner.logProb(theta);
  }
}

/** An "estimator" that answers every x with a distribution made anew. */
export function always(make: () => Distribution): ConditionalDistribution & { dispose(): void } {
  return { dim: make().dim, given: () => new Repeated(make()), dispose: () => {} };
}

/** A posterior that is known: the same at every x, which has one number. */
export class Known extends Amortized {
  override readonly estimator: ConditionalDistribution & { dispose(): void };
  readonly xShape: Shape = [1];
  readonly revision = 0;

  constructor(
    estimator: ConditionalDistribution & { dispose(): void },
    support: Support = realSpace(estimator.dim),
  ) {
    const names = Array.from({ length: estimator.dim }, (_, j) => `t${j}`);
    const prior: Prior = Object.create(smallPrior, {
      support: { value: support },
      dim: { value: estimator.dim },
    });
    super({ prior, names, xNames: undefined, support: 'reject', seed: 1 });
    this.estimator = estimator;
  }

  override encode(): Promise<Uint8Array> {
    throw new Error('A known posterior is in no file.');
  }

  protected override get architectures(): readonly Architecture[] {
    return [{ xShape: [1] } as unknown as Architecture];
  }

  protected override warningAt(): undefined {
    return undefined;
  }
}

/** A normal distribution with that covariance. */
export function normalOf(mean: readonly number[], covariance: readonly (readonly number[])[]): Distribution {
  return new MultivariateNormal(mean, covariance);
}
