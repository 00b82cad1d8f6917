import { portableLog } from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

/** Middle and half-width of an interval, in float32: what carries it to [−1, 1]. */
export function boxScale(low: number, high: number): { loc: number; scale: number } {
  return { loc: Math.fround(low / 2 + high / 2), scale: Math.fround(high / 2 - low / 2) };
}

/**
 * [−1, 1] → [low, high], θ = loc + scale · t, coordinate by coordinate; ln|det| = Σ ln scale.
 *
 * What rounding carries over a wall is put back on it, in either direction.
 */
export class BoxScale extends Bijector {
  readonly dim: number;
  protected readonly low: Float32Array;
  protected readonly high: Float32Array;
  protected readonly loc: Float32Array;
  protected readonly scale: Float32Array;

  constructor(low: Float32Array, high: Float32Array) {
    super();
    this.dim = low.length;
    this.low = low;
    this.high = high;
    const scales = Array.from(low, (from, i) => boxScale(from, high[i] as number));
    this.loc = Float32Array.from(scales, ({ loc }) => loc);
    this.scale = Float32Array.from(scales, ({ scale }) => scale);
  }

  protected _forwardAndLogDet(t: tf.Tensor): WithLogDet {
    const theta = tf.add(this.loc, tf.mul(this.scale, t));
    return [tf.minimum(tf.maximum(theta, this.low), this.high), tf.scalar(this.logDet())];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const t = tf.div(tf.sub(theta, this.loc), this.scale);
    return [tf.minimum(tf.maximum(t, -1), 1), tf.scalar(-this.logDet())];
  }

  private logDet(): number {
    return this.scale.reduce((sum, scale) => sum + portableLog(scale), 0);
  }
}
