import { portableExp, portableLog, type Rng, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DistributionRecipe } from '../recipe.ts';
import type { BoxSupport } from '../support.ts';
import { boundedBox } from '../supportAlgebra.ts';
import { Independent } from './independent.ts';

/**
 * Uniform in ln θ on a box of positive ends, p(θ_i) ∝ 1/θ_i: for a scale of which only the order of magnitude is known.
 *
 * @param low  lower ends, D positive numbers
 * @param high upper ends, likewise; one number stands for all
 * @throws ShapeError unless 0 < low < high in float32
 * @example
 * import { LogUniform } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const prior = new LogUniform(1e-3, 1e3);
 * console.log((await prior.logProb(tf.tensor1d([1])).data())[0].toFixed(4)); // → -2.6258
 */
export class LogUniform extends Independent {
  readonly dim: number;
  readonly support: BoxSupport;
  protected readonly low: readonly number[];
  protected readonly high: readonly number[];

  constructor(low: number | ArrayLike<number>, high: number | ArrayLike<number>) {
    super();
    const bounds = boundedBox(low, high, 'LogUniform');
    const bad = bounds.box.low.findIndex((start) => start <= 0);
    if (bad >= 0) {
      throw new ShapeError(
        'low',
        'be positive in float32',
        `${bounds.low[bad]} at index ${bad}`,
        'LogUniform',
      );
    }
    this.dim = bounds.low.length;
    this.low = bounds.low;
    this.high = bounds.high;
    this.support = bounds.box;
  }

  override get recipe(): DistributionRecipe {
    return { kind: 'logUniform', low: [...this.low], high: [...this.high] };
  }

  override intervalProbability(i: number, low: number, high: number): number {
    const [start, end] = [this.support.low[i] as number, this.support.high[i] as number];
    const [from, to] = [Math.max(low, start), Math.min(high, end)];
    return from < to ? Math.log(to / from) / Math.log(end / start) : 0;
  }

  protected _drawAt(i: number, rng: Rng): number {
    const start = portableLog(this.support.low[i] as number);
    return portableExp(start + rng.uniform() * (portableLog(this.support.high[i] as number) - start));
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const { low, high } = this.support;
    const logWidths = low.reduce((sum, start, i) => sum + Math.log(Math.log((high[i] as number) / start)), 0);
    return tf.neg(tf.add(tf.sum(tf.log(theta), -1), logWidths));
  }
}
