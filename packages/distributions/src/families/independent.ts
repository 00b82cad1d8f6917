import { type Rng, type Shape, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Distribution } from '../distribution.ts';

/**
 * Independent coordinates with parameters of plain numbers: p(θ) = Π p_i(θ_i).
 *
 * A family draws one number, in JavaScript and in float64; it is rounded to float32 once and kept inside the support.
 * So its draws have the same bits on every backend.
 */
export abstract class Independent extends Distribution {
  readonly batchShape: Shape = [];

  override drawRows(count: number, rng: Rng): Float32Array {
    const { low, high } = this.support;
    return Float32Array.from({ length: count * this.dim }, (_, k) => {
      const i = k % this.dim;
      const draw = Math.fround(this._drawAt(i, rng));
      return Math.min(Math.max(draw, low[i] as number), high[i] as number);
    });
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.tensor(this.drawRows(sizeOf(shape), rng), [...shape, this.dim], 'float32');
  }

  /** A draw of coordinate i. */
  protected abstract _drawAt(i: number, rng: Rng): number;
}
