import { ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { joinBlocks, splitBlocks } from '../blocks.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { reorderSupport } from '../supportAlgebra.ts';
import { numbersOf } from '../vector.ts';

/**
 * θ_i = z_order[i], a change of the order of coordinates; ln|det| = 0.
 *
 * @param order every number 0 … D − 1 once
 * @throws ShapeError for anything else
 * @example
 * import { Permute } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Permute([2, 0, 1]);
 * console.log((await f.forward(tf.tensor1d([10, 20, 30])).data()).join(' ')); // → 30 10 20
 */
export class Permute extends Bijector {
  readonly dim: number;
  protected readonly order: readonly number[];
  protected readonly back: readonly number[];

  constructor(order: ArrayLike<number>) {
    super();
    this.order = numbersOf(order, 'order', 'Permute');
    this.dim = this.order.length;
    this.back = Array.from({ length: this.dim }, (_, i) => this.order.indexOf(i));
    if (this.back.includes(-1)) {
      const expected = `hold each of 0 … ${this.dim - 1} once`;
      throw new ShapeError('order', expected, `[${this.order.join(', ')}]`, 'Permute');
    }
  }

  override get recipe(): BijectorRecipe {
    return { kind: 'permute', order: [...this.order] };
  }

  override image(support: Support): Support {
    return reorderSupport(support, this.order);
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [pick(z, this.order), tf.scalar(0)];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return [pick(theta, this.back), tf.scalar(0)];
  }
}

/** Split and concat: exact, and unlike `tf.gather` with a gradient on every backend. */
function pick(points: tf.Tensor, order: readonly number[]): tf.Tensor {
  const columns = splitBlocks(
    points,
    order.map(() => 1),
  );
  return joinBlocks(order.map((j) => columns[j] as tf.Tensor));
}
