import { Rng, selectRows } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { drawPrior } from './drawPrior.ts';
import { type CheckOptions, checkRunnable } from './options.ts';
import { simulateRows } from './simulateRows.ts';
import type { Simulator, SimulatorModule } from './simulator.ts';

const HERE = 'checkSimulator';

/** Draws to look at: three, so that a prior that mixes up rows and columns shows it. */
const DRAWS = 3;

/**
 * Draws a few θ, simulates one row, and throws what is wrong with the prior or the simulator; `simulate` begins with
 * the same. A row that holds NaN passes: a simulator may fail now and then.
 *
 * @throws ShapeError, SupportError, SimulationError as `simulate`.
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { BoxUniform } from '@sbi/distributions';
 * import { checkSimulator } from '@sbi/simulate';
 * const prior = new BoxUniform([-2], [2]);
 * await checkSimulator(prior, (theta) => theta[0]).catch((error) => console.log(error.message.split(';')[0]));
 * // → The simulator must return a list of numbers
 * prior.dispose();
 */
export async function checkSimulator(
  prior: Prior,
  simulator: Simulator | SimulatorModule,
  options: CheckOptions = {},
): Promise<void> {
  checkRunnable(simulator, options, HERE);
  const rng = Rng.from(options.seed ?? 0);
  options.signal?.throwIfAborted();
  const theta = await drawPrior(prior, DRAWS, rng.fork('prior'), HERE);
  await simulateRows(selectRows(theta, [0]), simulator, rng.fork('simulate'), options, HERE);
}
