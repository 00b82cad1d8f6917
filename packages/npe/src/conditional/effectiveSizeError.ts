import { type Matrix, SbiError } from '@sbi/core';

/**
 * Importance sampling ran out of its budget before its weighted draws counted as enough; it carries what there is.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { EffectiveSizeError, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const amortized = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
 * const conditional = amortized.given([0.8, 0.6, 0.4]).conditional({ theta_2: -0.4 });
 * try {
 *   await conditional.sample(1000, { seed: 3, maxTries: 500 });
 * } catch (error) {
 *   console.log(error instanceof EffectiveSizeError, error.effectiveSize < 500); // → true true
 * }
 * amortized.dispose();
 */
export class EffectiveSizeError extends SbiError {
  /** The draws that could be picked, with named columns; undefined when there is none. */
  readonly draws: Matrix | undefined;
  /** How many independent draws the weighted ones count as. */
  readonly effectiveSize: number;

  constructor(message: string, draws: Matrix | undefined, effectiveSize: number) {
    super('effectiveSize', message);
    this.draws = draws;
    this.effectiveSize = effectiveSize;
  }
}
