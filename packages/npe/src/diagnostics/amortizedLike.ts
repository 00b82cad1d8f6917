import type { Matrix, Seed } from '@sbi/core';

/** What a diagnostic needs of the posterior at one x. A `Posterior` is one. */
export interface PosteriorLike {
  /** What to know before trusting the draws, in sentences. */
  readonly warnings?: readonly string[];
  /** Draws θ ~ q(θ | x): a table [count, D]. */
  sample(
    count: number,
    options: { readonly seed: Seed; readonly signal?: AbortSignal },
  ): Matrix | Promise<Matrix>;
  /** ln q(θ | x) of every row, up to a constant: only its order is used. */
  logProb?(
    theta: Matrix,
    options?: { readonly normalized?: boolean; readonly signal?: AbortSignal },
  ): ArrayLike<number> | Promise<ArrayLike<number>>;
}

/**
 * What a diagnostic needs of an inference: the posterior at any x. An `AmortizedPosterior` is one, and so is an exact
 * posterior, or any other method's.
 *
 * The batched methods are used where they are there: one call answers many observations.
 *
 * @example
 * import { gaussian } from '@sbi/simulate';
 * const problem = gaussian();
 * const exact = {
 *   given: (x) => ({
 *     sample: (count, options) => problem.reference(x, count, options),
 *     logProb: (theta) => problem.logPosterior(theta, x),
 *   }),
 * };
 * console.log((await exact.given([1, 1, 1]).sample(5, { seed: 1 })).rows); // → 5
 * problem.dispose();
 */
export interface AmortizedLike {
  given(x: ArrayLike<number>): PosteriorLike;
  /** Draws for every row of x: one table [count, D] an observation. */
  sampleBatched?(
    x: Matrix,
    count: number,
    options: { readonly seed: Seed; readonly signal?: AbortSignal },
  ): readonly Matrix[] | Promise<readonly Matrix[]>;
  /** ln q(θ | x) of every row of table i at row i of x, up to a constant for each x. */
  logProbBatched?(
    theta: readonly Matrix[],
    x: Matrix,
    options?: { readonly normalized?: boolean; readonly signal?: AbortSignal },
  ): readonly ArrayLike<number>[] | Promise<readonly ArrayLike<number>[]>;
}
