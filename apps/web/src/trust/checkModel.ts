import { matrix, type Rng, type Simulations } from '@sbi/core';
import { type Amortized, check, type PredictiveSimulator, type Verdict } from '@sbi/npe';

/** Simulations that the training has not seen: so many show a shift by a quarter of a standard deviation. */
export const HELD_OUT = 500;
/** Draws from the posterior of each of them: their ranks are told apart to a few parts in a hundred. */
const DRAWS = 300;

export interface ModelCheck {
  readonly heldOut: Simulations;
  readonly observed: Float32Array;
  readonly simulator: PredictiveSimulator | undefined;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** The checks that `sbi demo` runs, with its streams and sizes. */
export function checkModel(model: Amortized, options: ModelCheck): Promise<Verdict> {
  const { heldOut, observed, simulator, rng, signal, onProgress } = options;
  return check(model, heldOut, {
    draws: DRAWS,
    observed: matrix([observed]),
    ...(simulator && { simulator }),
    seed: rng.fork('checks').fork('check'),
    signal,
    onProgress: ({ done, total }) => onProgress(done, total),
  });
}
