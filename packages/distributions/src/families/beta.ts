import { betaTails, logGamma, portableExp, portableLog, type Rng } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DistributionRecipe } from '../recipe.ts';
import { type BoxSupport, box } from '../support.ts';
import { between } from '../tailMass.ts';
import { expectPositive, plainVectors } from '../vector.ts';
import { logAgainstLine } from './aroundMode.ts';
import { Independent } from './independent.ts';

/** Draws lie strictly inside (0, 1), in float32 too. */
const SMALLEST = 2 ** -126;
const LARGEST: number = 1 - 2 ** -24;

/**
 * Independent betas on 0 < θ < 1: p(θ_i) ∝ θ_i^(α − 1) (1 − θ_i)^(β − 1), with mean α/(α + β).
 *
 * For probabilities and shares. For another interval use `Transformed` by an `Affine`.
 *
 * @param alpha α, D numbers; one number stands for all
 * @param beta  β, likewise
 * @throws ShapeError unless both are positive numbers
 * @example
 * import { Beta } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const prior = new Beta(2, 2);
 * console.log((await prior.logProb(tf.tensor1d([0.5])).data())[0].toFixed(4)); // → 0.4055
 */
export class Beta extends Independent {
  readonly dim: number;
  readonly support: BoxSupport;
  protected readonly alpha: readonly number[];
  protected readonly beta: readonly number[];

  constructor(alpha: number | ArrayLike<number>, beta: number | ArrayLike<number>) {
    super();
    const vectors = plainVectors({ alpha, beta }, 'Beta');
    expectPositive(vectors.alpha, 'alpha', 'Beta');
    expectPositive(vectors.beta, 'beta', 'Beta');
    this.dim = vectors.beta.length;
    this.alpha = vectors.alpha;
    this.beta = vectors.beta;
    this.support = box(new Float32Array(this.dim), 1);
  }

  override get recipe(): DistributionRecipe {
    return { kind: 'beta', alpha: [...this.alpha], beta: [...this.beta] };
  }

  override intervalProbability(i: number, low: number, high: number): number {
    const [a, b] = this.at(i);
    return between(betaTails(a, b, low), betaTails(a, b, high));
  }

  /** θ = X/(X + Y) of two gammas, by their logarithms: small ones round to 0. */
  protected _drawAt(i: number, rng: Rng): number {
    const [a, b] = this.at(i);
    const logX = logGammaDraw(a, rng);
    const draw = 1 / (1 + portableExp(logGammaDraw(b, rng) - logX));
    return Math.min(Math.max(draw, SMALLEST), LARGEST);
  }

  /** As that of `Gamma`, around the mode m where it lies inside, else around the mean. */
  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const terms = this.alpha.map((a, i) => {
      const b = this.beta[i] as number;
      const middle = Math.fround(a > 1 && b > 1 ? (a - 1) / (a + b - 2) : a / (a + b));
      const scale = logGamma(a + b) - logGamma(a) - logGamma(b);
      const top = scale + (a - 1) * Math.log(middle) + (b - 1) * Math.log(1 - middle);
      return { middle, a, b, slope: (a - 1) / middle - (b - 1) / (1 - middle), top };
    });
    const middles = terms.map(({ middle }) => middle);
    const below = tf.div(theta, middles);
    const above = tf.div(
      tf.sub(1, theta),
      middles.map((middle) => 1 - middle),
    );
    const curved = tf.add(
      logAgainstLine(
        below,
        terms.map(({ a }) => a - 1),
      ),
      logAgainstLine(
        above,
        terms.map(({ b }) => b - 1),
      ),
    );
    const straight = tf.mul(
      tf.sub(theta, middles),
      terms.map(({ slope }) => slope),
    );
    const constant = terms.reduce((sum, { top }) => sum + top, 0);
    return tf.add(tf.sum(tf.add(curved, straight), -1), constant);
  }

  private at(i: number): readonly [number, number] {
    return [this.alpha[i] as number, this.beta[i] as number];
  }
}

/** ln of a draw from Gamma(shape, 1). */
function logGammaDraw(shape: number, rng: Rng): number {
  if (shape >= 1) return portableLog(rng.gamma(shape));
  return portableLog(rng.gamma(shape + 1)) + portableLog(1 - rng.uniform()) / shape;
}
