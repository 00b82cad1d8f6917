import { cholesky, type Rng, ShapeError, type Square } from '@sbi/core';
import { TriangularAffine } from '../bijectors/triangularAffine.ts';
import type { DistributionRecipe } from '../recipe.ts';
import { rowsOf, squareOf } from '../square.ts';
import { numbersOf } from '../vector.ts';
import { DiagNormal } from './diagNormal.ts';
import { Transformed } from './transformed.ts';

/**
 * N(loc, Σ): θ = loc + L z with z ~ N(0, 1) and L Lᵀ = Σ.
 *
 * L, its inverse and its log-determinant are computed in float64 at construction.
 *
 * @param loc        mean, D numbers
 * @param covariance Σ, D rows of D numbers, symmetric positive definite
 * @throws ShapeError for anything else, naming the row
 * @example
 * import { MultivariateNormal } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const q = new MultivariateNormal([0, 0], [[2, 1], [1, 2]]);
 * console.log((await q.logProb(tf.tensor1d([1, 1])).data())[0].toFixed(4)); // → -2.7205
 */
export class MultivariateNormal extends Transformed {
  protected readonly loc: readonly number[];
  protected readonly covariance: Float64Array;
  protected readonly lower: Square;

  constructor(loc: number | ArrayLike<number>, covariance: readonly ArrayLike<number>[]) {
    const mean = numbersOf(loc, 'loc', 'MultivariateNormal');
    const matrix = squareOf(covariance, 'covariance', 'MultivariateNormal');
    const dim = mean.length;
    if (matrix.length !== dim * dim) {
      const received = `${covariance.length} rows`;
      throw new ShapeError('covariance', `have ${dim} rows, as loc`, received, 'MultivariateNormal');
    }
    const lower = cholesky(matrix, dim, 'covariance of MultivariateNormal');
    checkScales(lower, dim);
    super(new DiagNormal(new Array<number>(dim).fill(0), 1), new TriangularAffine(mean, rowsOf(lower, dim)));
    this.loc = mean;
    this.covariance = matrix;
    this.lower = lower;
  }

  override get recipe(): DistributionRecipe {
    const covariance = rowsOf(this.covariance, this.dim);
    return { kind: 'multivariateNormal', loc: [...this.loc], covariance };
  }

  override drawRows(count: number, rng: Rng): Float32Array {
    const { dim, lower } = this;
    const rows = new Float32Array(count * dim);
    const z = new Float64Array(dim);
    for (let row = 0; row < count; row++) {
      for (let i = 0; i < dim; i++) {
        z[i] = rng.normal();
        let sum = this.loc[i] as number;
        for (let j = 0; j <= i; j++) sum += (lower[i * dim + j] as number) * (z[j] as number);
        rows[row * dim + i] = sum;
      }
    }
    return rows;
  }
}

function checkScales(lower: Square, dim: number): void {
  for (let i = 0; i < dim; i++) {
    const scale = lower[i * dim + i] as number;
    if (
      Math.fround(scale) > 0 &&
      Number.isFinite(Math.fround(scale)) &&
      Number.isFinite(Math.fround(1 / scale))
    )
      continue;
    const expected = 'have standard deviations between 1e-38 and 1e38';
    throw new ShapeError('covariance', expected, `${scale} in row ${i}`, 'MultivariateNormal');
  }
}
