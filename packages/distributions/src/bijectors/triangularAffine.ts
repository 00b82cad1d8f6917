import { halfLogDet, invertLower, ShapeError, type Square, sizeOf, solveLower } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import { rowsOf, squareOf, transposed } from '../square.ts';
import { accepts, isUnbounded, realSpace, restricted, type Support } from '../support.ts';
import { numbersOf } from '../vector.ts';

/**
 * θ = shift + L z with L lower triangular and a positive diagonal; ln|det| = Σ ln L_ii.
 *
 * L⁻¹ and the log-determinant are computed in float64 at construction.
 *
 * @param shift D numbers
 * @param lower L, D rows of D numbers, 0 above the diagonal
 * @throws ShapeError for anything else, naming the row
 * @example
 * import { TriangularAffine } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new TriangularAffine([1, 0], [[2, 0], [1, 3]]);
 * console.log((await f.forward(tf.tensor1d([1, 1])).data()).join(' ')); // → 3 4
 */
export class TriangularAffine extends Bijector {
  readonly dim: number;
  protected readonly shift: readonly number[];
  protected readonly lower: Square;
  protected readonly lowerT: Float32Array;
  protected readonly inverseT: Float32Array;

  constructor(shift: number | ArrayLike<number>, lower: readonly ArrayLike<number>[]) {
    super();
    this.shift = numbersOf(shift, 'shift', 'TriangularAffine');
    this.dim = this.shift.length;
    this.lower = squareOf(lower, 'lower', 'TriangularAffine');
    checkLower(this.lower, this.dim);
    this.lowerT = transposed(this.lower, this.dim);
    this.inverseT = transposed(invertLower(this.lower, this.dim), this.dim);
  }

  override get recipe(): BijectorRecipe {
    return { kind: 'triangularAffine', shift: [...this.shift], lower: rowsOf(this.lower, this.dim) };
  }

  /** R^D stays R^D; of anything smaller, the points whose z lies in it. */
  override image(support: Support): Support {
    if (isUnbounded(support)) return support;
    return restricted(realSpace(this.dim), 'triangularAffine', (theta) => {
      const centred = Float64Array.from(theta, (value, i) => value - (this.shift[i] as number));
      return accepts(support, Float32Array.from(solveLower(this.lower, centred)));
    });
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return [this._forward(z), tf.scalar(halfLogDet(this.lower, this.dim))];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return [this._inverse(theta), tf.scalar(-halfLogDet(this.lower, this.dim))];
  }

  protected override _forward(z: tf.Tensor): tf.Tensor {
    return tf.add(this.shift, this.times(z, this.lowerT));
  }

  protected override _inverse(theta: tf.Tensor): tf.Tensor {
    return this.times(tf.sub(theta, this.shift), this.inverseT);
  }

  /** A product of two tables, whatever the leading axes: tfjs has no gradient for a broadcast batched one. */
  private times(points: tf.Tensor, matrix: Float32Array): tf.Tensor {
    const rows = sizeOf(points.shape.slice(0, -1));
    const table = tf.reshape(points, [rows, this.dim]);
    return tf.reshape(tf.matMul(table, tf.tensor2d(matrix, [this.dim, this.dim])), points.shape);
  }
}

function checkLower(lower: Square, dim: number): void {
  if (lower.length !== dim * dim) {
    const received = `${Math.sqrt(lower.length)} rows`;
    throw new ShapeError('lower', `have ${dim} rows, as shift has numbers`, received, 'TriangularAffine');
  }
  lower.forEach((entry, k) => {
    const [i, j] = [Math.floor(k / dim), k % dim];
    if (j > i && entry !== 0) {
      throw new ShapeError(
        'lower',
        'be 0 above the diagonal',
        `${entry} at (${i}, ${j})`,
        'TriangularAffine',
      );
    }
    const single = Math.fround(entry);
    const fits = j !== i ? Number.isFinite(single) : single > 0 && Number.isFinite(Math.fround(1 / entry));
    if (!fits) {
      const expected = 'have finite float32 numbers, positive on the diagonal';
      throw new ShapeError('lower', expected, `${entry} at (${i}, ${j})`, 'TriangularAffine');
    }
  });
}
