import { Rng, rowOf } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { drawPrior } from './drawPrior.ts';
import { checkOptions, checkRunnable, type SimulateOptions } from './options.ts';
import { placed, simulateRows } from './simulateRows.ts';
import { SimulationError } from './simulationError.ts';
import type { SimulationRun } from './simulationRun.ts';
import type { Simulator, SimulatorModule } from './simulator.ts';

const HERE = 'simulate';

/**
 * Draws θ from the prior and simulates x for every row: pairs (θ, x) ~ p(θ) p(x | θ).
 *
 * Row i has its own random stream, named by the seed and i, so the table is the same bit for bit for any number of
 * workers, and for a function and a module that compute the same. One row runs first, and what is wrong with the prior
 * or the simulator is named before any other. A function runs on the calling thread, which breathes every 50 ms; a
 * module runs on workers (threads in Node, Web Workers in a page).
 *
 * @returns θ [rows, dim] and x [rows, length], with the counts of dropped rows and warnings as values
 * @throws ShapeError for a wrong option, prior or simulator; SupportError when the prior leaves its own support;
 * SimulationError, with the row, its θ and everything simulated so far, when a row throws, returns something other
 * than the expected numbers, takes longer than `timeout`, or its worker dies, and when no row is left. With several
 * workers the first failure to arrive is the one that is told. `signal.reason` when aborted: what was simulated so far
 * goes to `onAbort`.
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { BoxUniform } from '@sbi/distributions';
 * import { simulate } from '@sbi/simulate';
 * const prior = new BoxUniform([-2, -2, -2], [2, 2, 2]);
 * const simulator = (theta, rng) => theta.map((t) => t + 1 + 0.1 * rng.normal());
 * const { theta, x } = await simulate(prior, simulator, { count: 100, seed: 1 });
 * console.log(theta.rows, x.columns); // → 100 3
 * prior.dispose();
 */
export async function simulate(
  prior: Prior,
  simulator: Simulator | SimulatorModule,
  options: SimulateOptions,
): Promise<SimulationRun> {
  checkOptions(options, HERE);
  checkRunnable(simulator, options, HERE);
  const rng = Rng.from(options.seed);
  options.signal?.throwIfAborted();
  const theta = await drawPrior(prior, options.count, rng.fork('prior'), HERE);
  const table = await simulateRows(theta, simulator, rng.fork('simulate'), options, HERE);
  const run = table.run() as SimulationRun;
  if (run.x.rows > 0) return run;
  const { nan, infinite } = run.rejected;
  const problem = `At least one row must be finite; received ${nan} with NaN and ${infinite} with infinity`;
  const first = rowOf(theta, 0).slice();
  throw new SimulationError(placed(problem, 0, first, HERE), { index: 0, theta: first, partial: run });
}
