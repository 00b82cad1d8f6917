import { ShapeError, sizeOf, solveLower, solveUpper } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import type { BijectorRecipe } from '../recipe.ts';
import { accepts, isUnbounded, realSpace, restricted, type Support } from '../support.ts';
import { asTensor, keepTable, plainRows, type Table, type TableLike, tableOf, tableShape } from '../table.ts';
import { keep, plain, type Vector, type VectorLike, vectorOf } from '../vector.ts';

/** Keeps the diagonal of U, and so the determinant, away from 0; that of nflows. */
const FLOOR = 1e-3;

/**
 * θ = L U z + bias, with L lower triangular of unit diagonal and U upper triangular of positive diagonal; ln|det| = Σ ln U_ii.
 *
 * One matrix P holds both, as LAPACK packs them: L below its diagonal, U above, and U_ii = softplus(P_ii) + 10⁻³. So any
 * real numbers will do, as for nflows' `LULinear`. The inverse is two substitutions; there is no matrix to invert.
 *
 * @param packed P, D rows of D numbers, or a tensor [D, D]
 * @param bias   D numbers or a tensor [D]; one number stands for all
 * @throws ShapeError unless P is square, lengths agree and numbers are finite
 * @example
 * import { LowerUpper } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const one = Math.log(Math.exp(1 - 1e-3) - 1); // softplus(one) + 10⁻³ = 1
 * const f = new LowerUpper([[one, 3], [2, one]], [10, 20]); // L = (1 0; 2 1), U = (1 3; 0 1)
 * const theta = await f.forward(tf.tensor1d([1, 1])).data();
 * console.log(theta[0].toFixed(3), theta[1].toFixed(3)); // → 14.000 29.000
 */
export class LowerUpper extends Bijector {
  readonly dim: number;
  protected readonly packed: Table;
  protected readonly bias: Vector;

  constructor(packed: TableLike, bias: VectorLike) {
    super();
    const table = tableOf(packed, 'packed', '[D, D]', 'LowerUpper');
    const shape = tableShape(table);
    const [dim = 0, columns] = shape;
    if (shape.length !== 2 || dim !== columns) {
      throw new ShapeError('packed', 'have shape [D, D]', shape, 'LowerUpper');
    }
    const offset = vectorOf(bias, dim, 'bias', 'LowerUpper');
    this.dim = dim;
    this.packed = keepTable(table);
    this.bias = keep(offset);
  }

  override get recipe(): BijectorRecipe | undefined {
    const packed = plainRows(this.packed);
    const bias = plain(this.bias);
    return packed && bias && { kind: 'lowerUpper', packed, bias };
  }

  /** R^D stays R^D; of anything smaller, the points whose z lies in it. R^D for tensors, which are not read. */
  override image(support: Support): Support {
    const packed = plainRows(this.packed);
    const bias = plain(this.bias);
    if (isUnbounded(support) || !packed || !bias) return realSpace(this.dim);
    const solve = solver(packed, bias);
    return restricted(realSpace(this.dim), 'lowerUpper', (theta) => accepts(support, solve(theta)));
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const { lower, upper, diagonal } = this.factors();
    const weight = tf.matMul(lower, upper);
    const theta = tf.add(tf.matMul(this.table(z), weight, false, true), this.bias);
    return [tf.reshape(theta, z.shape), tf.sum(tf.log(diagonal))];
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const { lower, upper, diagonal } = this.factors();
    const half = substitute(tf.sub(this.table(theta), this.bias), lower, 'lower');
    const z = substitute(half, upper, 'upper');
    return [tf.reshape(z, theta.shape), tf.neg(tf.sum(tf.log(diagonal)))];
  }

  private factors(): Factors {
    const packed = asTensor(this.packed) as tf.Tensor2D;
    const { below, unit, above } = masks(this.dim);
    const diagonal = tf.add(tf.softplus(tf.sum(tf.mul(packed, unit), 0)), FLOOR);
    return {
      lower: tf.add(tf.mul(packed, below), unit),
      upper: tf.add(tf.mul(packed, above), tf.mul(diagonal, unit)),
      diagonal,
    };
  }

  private table(points: tf.Tensor): tf.Tensor2D {
    return tf.reshape(points, [sizeOf(points.shape.slice(0, -1)), this.dim]);
  }
}

interface Factors {
  readonly lower: tf.Tensor2D;
  readonly upper: tf.Tensor2D;
  readonly diagonal: tf.Tensor;
}

/** Ones below, on and above the diagonal. */
function masks(dim: number): Record<'below' | 'unit' | 'above', tf.Tensor2D> {
  const where = (holds: (i: number, j: number) => boolean) => {
    const entries = Array.from({ length: dim * dim }, (_, k) => Number(holds(Math.floor(k / dim), k % dim)));
    return tf.tensor2d(entries, [dim, dim]);
  };
  return {
    below: where((i, j) => i > j),
    unit: where((i, j) => i === j),
    above: where((i, j) => i < j),
  };
}

/** Solves T x = row for every row [n, D]: from the first coordinate for a lower T, from the last for an upper one. */
function substitute(rows: tf.Tensor2D, triangle: tf.Tensor2D, side: 'lower' | 'upper'): tf.Tensor2D {
  const [count, dim] = rows.shape;
  const columns = tf.transpose(triangle);
  const solved: tf.Tensor2D[] = [];
  let rest = rows;
  for (let left = dim - 1; left >= 0; left--) {
    const at = side === 'lower' ? dim - 1 - left : left;
    const head = tf.slice(rest, [0, side === 'lower' ? 0 : left], [count, 1]);
    const value = side === 'lower' ? head : tf.div(head, tf.slice(columns, [at, at], [1, 1]));
    solved.push(value as tf.Tensor2D);
    if (left === 0) break;
    const column = tf.slice(columns, [at, side === 'lower' ? at + 1 : 0], [1, left]);
    const others = tf.slice(rest, [0, side === 'lower' ? 1 : 0], [count, left]);
    rest = tf.sub(others, tf.mul(value, column));
  }
  return tf.concat(side === 'lower' ? solved : solved.reverse(), 1);
}

/** θ → z in float64. */
function solver(
  packed: readonly (readonly number[])[],
  bias: readonly number[],
): (theta: Float32Array) => Float32Array {
  const dim = bias.length;
  const lower = new Float64Array(dim * dim);
  const upperT = new Float64Array(dim * dim);
  packed.forEach((row, i) => {
    row.forEach((entry, j) => {
      if (i > j) lower[i * dim + j] = entry;
      else
        upperT[j * dim + i] =
          i < j ? entry : Math.max(entry, 0) + Math.log1p(Math.exp(-Math.abs(entry))) + FLOOR;
    });
    lower[i * dim + i] = 1;
  });
  return (theta) => {
    const half = solveLower(
      lower,
      Float64Array.from(theta, (value, i) => value - (bias[i] as number)),
    );
    return Float32Array.from(solveUpper(upperT, half));
  };
}
