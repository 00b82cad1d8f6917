import { noGrad, type Rng, type Shape, uniforms } from '@sbi/core';
import { Distribution, inScope, type Support } from '@sbi/distributions';
import type { ConditionalDistribution } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';

/** What stands for −∞ until the end: differences with −∞ itself would be NaN. */
const NOTHING = -1e30;

/** Σ wₖ qₖ(θ | x) of estimators over the same θ and x, which it owns. */
export class FlowMixture implements ConditionalDistribution, Disposable {
  readonly dim: number;
  readonly estimators: readonly (ConditionalDistribution & { dispose(): void })[];
  readonly weights: readonly number[];

  constructor(
    estimators: readonly (ConditionalDistribution & { dispose(): void })[],
    weights: readonly number[],
  ) {
    this.estimators = estimators;
    this.weights = weights;
    this.dim = (estimators[0] as ConditionalDistribution).dim;
  }

  given(x: tf.Tensor): Distribution {
    return inScope(() => {
      const used = Array.from(this.weights.keys()).filter((k) => (this.weights[k] as number) > 0);
      const parts = used.map((k) => (this.estimators[k] as ConditionalDistribution).given(x));
      return new ConditionedMixture(
        parts,
        used.map((k) => this.weights[k] as number),
      );
    });
  }

  dispose(): void {
    for (const estimator of this.estimators) estimator.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Every draw is one of a part that is chosen by the weights; the density is the weighted sum of theirs. */
class ConditionedMixture extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  protected readonly parts: readonly Distribution[];
  protected readonly weights: readonly number[];

  constructor(parts: readonly Distribution[], weights: readonly number[]) {
    super();
    const first = parts[0] as Distribution;
    this.dim = first.dim;
    this.batchShape = first.batchShape;
    this.support = hullOf(parts);
    this.parts = parts;
    this.weights = weights;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    const pick = tf.expandDims(uniforms([...shape, ...this.batchShape], rng.fork('part')), -1);
    let upTo = 1;
    return this.parts
      .map((part, k) => part.sample(shape, rng.fork(k)))
      .reduceRight((later, draws, k) => {
        upTo -= this.weights[k + 1] as number;
        return tf.where(tf.less(pick, upTo), draws, later);
      });
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const logs = this.parts.map((part, k) => {
      const weighted = tf.add(part.logProb(theta), Math.log(this.weights[k] as number));
      return tf.maximum(weighted, tf.fill(weighted.shape, NOTHING));
    });
    const most = noGrad(() => tf.max(tf.stack(logs), 0));
    const sum = tf.addN(logs.map((log) => tf.exp(tf.sub(log, most))));
    const none = noGrad(() => tf.lessEqual(most, NOTHING / 2));
    return tf.where(none, Number.NEGATIVE_INFINITY, tf.add(most, tf.log(sum)));
  }
}

/** The smallest box around the boxes of all parts. */
function hullOf(parts: readonly Distribution[]): Support {
  const ends = (side: 'low' | 'high', choose: (...ends: number[]) => number) =>
    (parts[0] as Distribution).support[side].map((_, j) =>
      choose(...parts.map(({ support }) => support[side][j] as number)),
    );
  return { kind: 'box', low: ends('low', Math.min), high: ends('high', Math.max) };
}
