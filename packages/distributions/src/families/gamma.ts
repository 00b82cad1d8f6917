import { gammaTails, logGamma, type Rng } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DistributionRecipe } from '../recipe.ts';
import { type BoxSupport, box } from '../support.ts';
import { between } from '../tailMass.ts';
import { expectPositive, plainVectors } from '../vector.ts';
import { logAgainstLine } from './aroundMode.ts';
import { Independent } from './independent.ts';

/** The smallest normal float32: a draw that is smaller is read as this, so that its logarithm is finite. */
const SMALLEST = 2 ** -126;

/**
 * Independent gammas on θ > 0: p(θ_i) ∝ θ_i^(a − 1) exp(−r θ_i), with mean a/r and variance a/r².
 *
 * For rates, variances and other positive numbers. The second parameter is a rate, the inverse of SciPy's `scale`. The
 * log-density is computed around its mode, where it keeps its digits for large concentrations too.
 *
 * @param concentration a, D numbers; one number stands for all
 * @param rate          r, likewise
 * @throws ShapeError unless both are positive numbers
 * @example
 * import { Gamma } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const prior = new Gamma(2, 1); // mean 2, standard deviation √2
 * console.log((await prior.logProb(tf.tensor1d([1])).data())[0].toFixed(4)); // → -1.0000
 */
export class Gamma extends Independent {
  readonly dim: number;
  readonly support: BoxSupport;
  protected readonly concentration: readonly number[];
  protected readonly rate: readonly number[];

  constructor(concentration: number | ArrayLike<number>, rate: number | ArrayLike<number>) {
    super();
    const vectors = plainVectors({ concentration, rate }, 'Gamma');
    expectPositive(vectors.concentration, 'concentration', 'Gamma');
    expectPositive(vectors.rate, 'rate', 'Gamma');
    this.dim = vectors.rate.length;
    this.concentration = vectors.concentration;
    this.rate = vectors.rate;
    this.support = box(new Float32Array(this.dim), Number.POSITIVE_INFINITY);
  }

  override get recipe(): DistributionRecipe {
    return { kind: 'gamma', concentration: [...this.concentration], rate: [...this.rate] };
  }

  override intervalProbability(i: number, low: number, high: number): number {
    const [a, r] = this.at(i);
    return between(gammaTails(a, r * low), gammaTails(a, r * high));
  }

  protected _drawAt(i: number, rng: Rng): number {
    const [a, r] = this.at(i);
    return Math.max(rng.gamma(a) / r, SMALLEST);
  }

  /** (a − 1)(ln u − (u − 1)) + slope · (u − 1) + ln p(m), with u = θ/m around m, the mode where it is not at 0. */
  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const terms = this.concentration.map((a, i) => {
      const r = this.rate[i] as number;
      const middle = Math.fround(Math.max(a - 1, 1) / r);
      const top = a * Math.log(r) - logGamma(a) + (a - 1) * Math.log(middle) - r * middle;
      return { middle, power: a - 1, slope: a - 1 - r * middle, top };
    });
    const u = tf.div(
      theta,
      terms.map(({ middle }) => middle),
    );
    const curved = logAgainstLine(
      u,
      terms.map(({ power }) => power),
    );
    const straight = tf.mul(
      tf.sub(u, 1),
      terms.map(({ slope }) => slope),
    );
    const constant = terms.reduce((sum, { top }) => sum + top, 0);
    return tf.add(tf.sum(tf.add(curved, straight), -1), constant);
  }

  private at(i: number): readonly [number, number] {
    return [this.concentration[i] as number, this.rate[i] as number];
  }
}
