import { expectMatrix, type Matrix, ShapeError, sizeOf, toMatrix, toTensor } from '@sbi/core';
import { reshape, tidy } from '@tensorflow/tfjs-core';
import type { AmortizedPosterior } from '../amortizedPosterior.ts';

/**
 * What a trained posterior reads of x, as a function of tables: x scaled, and then what its embedding network makes of it.
 *
 * For `misspecification` and `check`, whose `embed` it is: long series, images and sets are compared by what the posterior
 * sees of them. It uses the posterior's weights, and holds no tensor itself.
 *
 * @returns a function of a table [rows, X] to one of embeddings; it throws ShapeError for other columns
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { mlp } from '@sbi/flows';
 * import { embeddingOf, misspecification, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const amortized = await npe(simulations, { prior, seed: 2, maxEpochs: 2, embedding: mlp({ hidden: 10, outputs: 4 }) });
 * const embed = embeddingOf(amortized);
 * console.log((await embed(simulations.x)).columns); // → 4
 * console.log((await misspecification([1, 1, 9], simulations.x, { seed: 3, embed })).pValue < 0.05); // → true
 * amortized.dispose();
 */
export function embeddingOf({ estimator }: AmortizedPosterior): (x: Matrix) => Promise<Matrix> {
  const { xShape } = estimator.architecture;
  const size = sizeOf(xShape);
  return async (x) => {
    expectMatrix(x, 'x', 'embeddingOf');
    if (x.columns !== size) {
      throw new ShapeError(
        'x',
        `have ${size} columns, shape [${xShape.join(', ')}]`,
        [x.rows, x.columns],
        'embeddingOf',
      );
    }
    return toMatrix(
      tidy(() => reshape(estimator.embed(reshape(toTensor(x), [x.rows, ...xShape])), [x.rows, -1])),
    );
  };
}
