import type { Simulations } from '@sbi/core';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import type { NpeOptions } from './options.ts';
import { Trainer } from './trainer.ts';

/**
 * Neural posterior estimation: trains q(θ | x) on simulations by maximum likelihood, −E ln q(θ | x) → min.
 *
 * Papamakarios & Murray 2016, *Fast ε-free inference of simulation models*; single round, amortised. The caller owns the
 * result. On abort it rejects with `signal.reason`; to keep what was learnt, loop over a `Trainer` instead.
 *
 * @throws ShapeError or SupportError when simulations, prior and settings do not fit together
 * @throws TrainingError when the loss stops being finite
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const amortized = await npe(simulations, { prior, seed: 2, maxEpochs: 5 });
 * const draws = await amortized.given([0.8, 0.6, 0.4]).sample(1000, { seed: 3 });
 * console.log(draws.rows, draws.columns); // → 1000 3
 * amortized.dispose();
 */
export async function npe(simulations: Simulations, options: NpeOptions): Promise<AmortizedPosterior> {
  const trainer = new Trainer(simulations, options);
  try {
    for await (const _ of trainer);
    return trainer.best;
  } catch (error) {
    trainer.best.dispose();
    throw error;
  } finally {
    trainer.dispose();
  }
}
