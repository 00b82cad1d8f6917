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
