import { noGrad } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { quarterSteps } from '../float32.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { BoxSupport, Support } from '../support.ts';
import { boundedBox, mapSupport } from '../supportAlgebra.ts';

/**
 * θ = low + (high − low) σ(z), R^D → the box, coordinate by coordinate, σ the logistic function.
 *
 * ln|det ∂θ/∂z| = Σ ln(high − low) − softplus(z) − softplus(−z), exact in both tails. Each half of the box is measured
 * from its own end, so a θ near either end keeps its digits. A θ on an end, whose z would be infinite, is read as a
 * quarter of a float32 step inside.
 *
 * @param low  lower ends, D numbers
 * @param high upper ends, D numbers; one number stands for all
 * @throws ShapeError unless the ends are finite and low < high in float32
 * @example
 * import { Interval } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Interval([-2, 0], [2, 1]);
 * console.log((await f.forward(tf.tensor1d([0, 0])).data()).join(' ')); // → 0 0.5
 */
export class Interval extends Bijector {
  readonly dim: number;
  protected readonly low: readonly number[];
  protected readonly high: readonly number[];
  protected readonly box: BoxSupport;
  protected readonly widths: Float32Array;

  constructor(low: number | ArrayLike<number>, high: number | ArrayLike<number>) {
    super();
    const bounds = boundedBox(low, high, 'Interval');
    this.dim = bounds.low.length;
    this.low = bounds.low;
    this.high = bounds.high;
    this.box = bounds.box;
    this.widths = bounds.widths;
  }

  override get recipe(): BijectorRecipe {
    return { kind: 'interval', low: [...this.low], high: [...this.high] };
  }

  override image(support: Support): Support {
    const { low, high } = this.box;
    return mapSupport(
      support,
      (z, i) => {
        const [start, end] = [low[i] as number, high[i] as number];
        return start + (end - start) / (1 + Math.exp(-z));
      },
      (theta, i) => Math.log(theta - (low[i] as number)) - Math.log((high[i] as number) - theta),
    );
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const { widths } = this;
    const { low, high } = this.box;
    const fromLow = tf.add(low, tf.mul(widths, tf.sigmoid(z)));
    const fromHigh = tf.sub(high, tf.mul(widths, tf.sigmoid(tf.neg(z))));
    const theta = tf.where(
      noGrad(() => tf.less(z, 0)),
      fromLow,
      fromHigh,
    );
    const logSlope = tf.neg(tf.add(tf.softplus(z), tf.softplus(tf.neg(z))));
    return [theta, tf.add(tf.sum(logSlope, -1), sumLog(widths))];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const { widths } = this;
    const { low, high } = this.box;
    const fromLow = tf.div(tf.sub(theta, low), widths);
    const fromHigh = tf.div(tf.sub(high, theta), widths);
    const logBelow = tf.log(tf.maximum(fromLow, smallestShare(low, widths)));
    const logAbove = tf.log(tf.maximum(fromHigh, smallestShare(high, widths)));
    const logSlope = tf.add(logBelow, logAbove);
    return [tf.sub(logBelow, logAbove), tf.neg(tf.add(tf.sum(logSlope, -1), sumLog(widths)))];
  }
}

function sumLog(widths: Float32Array): number {
  return widths.reduce((sum, width) => sum + Math.log(width), 0);
}

/** How near to an end a θ may be read, as a share of the width. */
function smallestShare(ends: Float32Array, widths: Float32Array): Float32Array {
  return quarterSteps(ends).map((step, i) => Math.max(step / (widths[i] as number), 2 ** -126));
}
