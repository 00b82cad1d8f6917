import type { Rng } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DistributionRecipe } from '../recipe.ts';
import type { BoxSupport } from '../support.ts';
import { boundedBox } from '../supportAlgebra.ts';
import { Independent } from './independent.ts';

/**
 * Uniform on a box, p(θ) = Π 1/(high_i − low_i) for low ≤ θ ≤ high.
 *
 * Draws are made in JavaScript in float64 and rounded to float32 once: they never leave the box, and their bits are the
 * same on every backend.
 *
 * @param low  lower ends, D numbers
 * @param high upper ends, D numbers; one number stands for all
 * @throws ShapeError unless the ends are finite and low < high in float32
 * @example
 * import { BoxUniform } from '@sbi/distributions';
 * const prior = new BoxUniform([-2, -2, -2], [2, 2, 2]);
 * console.log(prior.dim, prior.support.low.join(' ')); // → 3 -2 -2 -2
 */
export class BoxUniform extends Independent {
  readonly dim: number;
  readonly support: BoxSupport;
  protected readonly low: readonly number[];
  protected readonly high: readonly number[];

  constructor(low: number | ArrayLike<number>, high: number | ArrayLike<number>) {
    super();
    const bounds = boundedBox(low, high, 'BoxUniform');
    this.dim = bounds.low.length;
    this.low = bounds.low;
    this.high = bounds.high;
    this.support = bounds.box;
  }

  override get recipe(): DistributionRecipe {
    return { kind: 'boxUniform', low: [...this.low], high: [...this.high] };
  }

  override intervalProbability(i: number, low: number, high: number): number {
    const [start, end] = [this.support.low[i] as number, this.support.high[i] as number];
    return Math.max(0, Math.min(high, end) - Math.max(low, start)) / (end - start);
  }

  protected _drawAt(i: number, rng: Rng): number {
    const start = this.support.low[i] as number;
    return start + ((this.support.high[i] as number) - start) * rng.uniform();
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const { low, high } = this.support;
    const logVolume = low.reduce((sum, start, i) => sum + Math.log((high[i] as number) - start), 0);
    return tf.sub(tf.sum(tf.zerosLike(theta), -1), logVolume);
  }
}
