import { type Matrix, SbiError } from '@sbi/core';

/**
 * Sampling ran out of its budget before it had all draws; it carries what there is.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { AcceptanceError, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const amortized = await npe(simulations, { prior, seed: 2, maxEpochs: 5, support: 'reject' });
 * try {
 *   await amortized.given([3, 3, 3]).sample(1000, { seed: 3, maxTries: 500 }); // at a corner of the prior
 * } catch (error) {
 *   console.log(error instanceof AcceptanceError, error.draws.rows === error.acceptance * 500); // → true true
 * }
 * amortized.dispose();
 */
export class AcceptanceError extends SbiError {
  /** The draws that were accepted, with named columns; undefined when there is none. */
  readonly draws: Matrix | undefined;
  /** Accepted draws over tries. */
  readonly acceptance: number;

  constructor(message: string, draws: Matrix | undefined, acceptance: number) {
    super('acceptance', message);
    this.draws = draws;
    this.acceptance = acceptance;
  }
}

/**
 * Sampling for many observations ran out of its budget before each had all draws; it carries what there is.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { matrix } from '@sbi/core';
 * import { BatchAcceptanceError, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const amortized = await npe(simulations, { prior, seed: 2, maxEpochs: 5, support: 'reject' });
 * const x = matrix([[1, 1, 1], [3, 3, 3]]); // in the middle of the prior and at a corner
 * try {
 *   await amortized.sampleBatched(x, 200, { seed: 3, maxTries: 300 });
 * } catch (error) {
 *   console.log(error instanceof BatchAcceptanceError, error.short, error.draws[0].rows); // → true [ 1 ] 200
 * }
 * amortized.dispose();
 */
export class BatchAcceptanceError extends SbiError {
  /** The draws that were accepted, one table for each observation, some of fewer rows (or none) than asked for. */
  readonly draws: readonly Matrix[];
  /** Accepted draws over tries, one number for each observation. */
  readonly acceptance: readonly number[];
  /** The rows of x whose draws are too few. */
  readonly short: readonly number[];

  constructor(
    message: string,
    partial: {
      readonly draws: readonly Matrix[];
      readonly acceptance: readonly number[];
      readonly short: readonly number[];
    },
  ) {
    super('batchAcceptance', message);
    this.draws = partial.draws;
    this.acceptance = partial.acceptance;
    this.short = partial.short;
  }
}
