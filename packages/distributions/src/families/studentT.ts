import { betaTails, logGamma, noGrad, type Rng, ShapeError, type Tails } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DistributionRecipe } from '../recipe.ts';
import { type BoxSupport, realSpace } from '../support.ts';
import { between } from '../tailMass.ts';
import { expectPositive, plainVectors } from '../vector.ts';
import { Independent } from './independent.ts';

/** Below, draws leave float32: P(|t| > T) falls as T^−df only. */
const LEAST_DF = 0.5;

/**
 * Independent Student's t: θ_i = loc_i + scale_i · t with df_i degrees of freedom; the tails are heavy, the lighter the larger df.
 *
 * @param df    degrees of freedom, D numbers from ½; one number stands for all
 * @param loc   centres, likewise
 * @param scale scales, likewise; the standard deviation is scale · √(df/(df − 2)) where df > 2
 * @throws ShapeError unless numbers are finite, scales positive and df ≥ ½
 * @example
 * import { StudentT } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const prior = new StudentT(3, 0, 1);
 * console.log((await prior.logProb(tf.tensor1d([0])).data())[0].toFixed(4)); // → -1.0009
 */
export class StudentT extends Independent {
  readonly dim: number;
  readonly support: BoxSupport;
  protected readonly df: readonly number[];
  protected readonly loc: readonly number[];
  protected readonly scale: readonly number[];

  constructor(
    df: number | ArrayLike<number>,
    loc: number | ArrayLike<number>,
    scale: number | ArrayLike<number>,
  ) {
    super();
    const vectors = plainVectors({ df, loc, scale }, 'StudentT');
    expectPositive(vectors.scale, 'scale', 'StudentT');
    const small = vectors.df.findIndex((value) => value < LEAST_DF);
    if (small >= 0) {
      const received = `${vectors.df[small]} at index ${small}`;
      throw new ShapeError('df', `be at least ${LEAST_DF}`, received, 'StudentT');
    }
    this.dim = vectors.df.length;
    this.df = vectors.df;
    this.loc = vectors.loc;
    this.scale = vectors.scale;
    this.support = realSpace(this.dim);
  }

  override get recipe(): DistributionRecipe {
    return { kind: 'studentT', df: [...this.df], loc: [...this.loc], scale: [...this.scale] };
  }

  override intervalProbability(i: number, low: number, high: number): number {
    const { df, loc, scale } = this.at(i);
    return between(tails(df, (low - loc) / scale), tails(df, (high - loc) / scale));
  }

  protected _drawAt(i: number, rng: Rng): number {
    const { df, loc, scale } = this.at(i);
    return loc + scale * (rng.normal() / Math.sqrt((2 * rng.gamma(df / 2)) / df));
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const root = this.df.map((df, i) => Math.sqrt(df) * (this.scale[i] as number));
    const ratio = tf.square(tf.div(tf.sub(theta, [...this.loc]), root));
    const powers = this.df.map((df) => (df + 1) / 2);
    const constant = this.df.reduce((sum, df, i) => {
      const scale = Math.log(Math.fround(root[i] as number));
      return sum + logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(Math.PI) - scale;
    }, 0);
    return tf.sub(constant, tf.sum(tf.mul(powers, logOnePlus(ratio)), -1));
  }

  private at(i: number): { df: number; loc: number; scale: number } {
    return { df: this.df[i] as number, loc: this.loc[i] as number, scale: this.scale[i] as number };
  }
}

/** Of Student's t, below and above: P(|t'| > |t|) = I_x(df/2, ½) with x = df/(df + t²). */
function tails(df: number, t: number): Tails {
  const square = t * t;
  const [tail] =
    square === Number.POSITIVE_INFINITY
      ? [0]
      : betaTails(df / 2, 0.5, df / (df + square), square / (df + square));
  return t < 0 ? [tail / 2, 1 - tail / 2] : [1 - tail / 2, tail / 2];
}

/** ln(1 + r) for r ≥ 0: the series where 1 + r would round, which tfjs-wasm's `log1p` lets happen. */
function logOnePlus(r: tf.Tensor): tf.Tensor {
  const isSmall = noGrad(() => tf.less(r, 0.01));
  const small = tf.where(isSmall, r, 0);
  const series = tf.mul(
    small,
    tf.sub(1, tf.mul(small, tf.sub(1 / 2, tf.mul(small, tf.sub(1 / 3, tf.div(small, 4)))))),
  );
  return tf.where(isSmall, series, tf.log(tf.add(1, tf.where(isSmall, 1, r))));
}
