import { join } from 'node:path';
import type { BackendName } from '@sbi/backends';
import { matrix, Rng, rowOf, type Simulations } from '@sbi/core';
import { lossPlot, toSvg } from '@sbi/plots';
import { historiesOf } from '@sbi/report';
import { type Problem, simulate } from '@sbi/simulate';
import { startBackend } from '../backend.ts';
import { type Checking, checkPosterior, sayVerdict } from '../checking.ts';
import type { CommonOptions, Context } from '../context.ts';
import { defaultsOf } from '../demo/defaults.ts';
import { inferObservation, type Observation, type ObservationResult } from '../demo/observation.ts';
import { demoPage } from '../demo/page.ts';
import { findProblem } from '../demo/problems.ts';
import { runRecord } from '../demo/record.ts';
import { simulateDemo, simulationsCsv } from '../demo/simulations.ts';
import { closeDemo, openDemo } from '../demo/words.ts';
import { type Training, type TrainingOptions, trainingSettings, trainPosterior } from '../training.ts';

export interface DemoOptions extends CommonOptions, TrainingOptions {
  readonly backend: BackendName | 'auto';
  readonly simulations?: number;
  readonly draws: number;
  readonly pairs: number;
  readonly seed: number;
  readonly workers?: number;
  readonly out?: string;
}

/** Every number of a demo, before it is written or shown. */
export interface DemoRun {
  readonly problem: Problem;
  readonly options: DemoOptions & { readonly simulations: number };
  readonly out: string;
  readonly training: Training;
  readonly results: readonly ObservationResult[];
  readonly checking: Checking;
}

/** Draws from the posterior of every held-out simulation: ranks of them are told apart to a few parts in a hundred. */
const CHECK_DRAWS = 300;
const OBSERVATIONS = 2;

/** Simulates, trains, infers, and checks, with everything in files and on one page. */
export async function demo(name: string, given: DemoOptions, context: Context): Promise<void> {
  const { screen, files, signal } = context;
  const entry = await findProblem(name);
  const options = { ...defaultsOf(name, given.preset), ...given };
  trainingSettings(options);
  const out = options.out ?? join('out', entry.name);
  const write = (file: string, content: string | Uint8Array) => files.write(join(out, file), content, signal);
  openDemo(entry, screen);
  const start = performance.now();
  const backend = await startBackend(options.backend, screen);
  await files.makeFolder(out);
  using problem = entry.create();
  const rng = Rng.fromSeed(options.seed);

  const simulated = await simulateDemo(problem, { ...options, seed: rng.fork('simulations') }, context);
  await write('simulations.csv', simulationsCsv(simulated.run));

  const { prior } = problem;
  const seed = rng.fork('training');
  const simulations = shaped(simulated.run, problem, options);
  const training = await trainPosterior(simulations, options, { prior, seed }, context);
  using posterior = training.posterior;
  await write('posterior.safetensors', await posterior.encode());
  await write('loss.svg', toSvg(lossPlot(historiesOf(training.trainings))));

  const results: ObservationResult[] = [];
  for (const observation of await observationsOf(problem, rng.fork('observations'))) {
    const settings = { draws: options.draws, rng, write };
    results.push(await inferObservation(posterior, problem, observation, settings, context));
  }

  screen.line();
  const heldOut = await simulate(prior, problem.simulator, {
    count: options.pairs,
    seed: rng.fork('held out'),
    signal,
  });
  const checking = await checkPosterior(
    posterior,
    heldOut,
    {
      seed: rng.fork('checks'),
      draws: CHECK_DRAWS,
      observed: matrix(results.map(({ observation }) => observation.x)),
      simulator: problem.simulator,
    },
    context,
  );
  sayVerdict(checking.verdict, screen);

  const seconds = {
    simulating: simulated.seconds,
    training: training.seconds,
    checking: checking.seconds,
    total: (performance.now() - start) / 1000,
  };
  const run = { problem, options, out, training, results, checking };
  await write('report.html', demoPage(run, { theta: simulated.run.theta, backend }));
  const record = runRecord(run, { backend, seconds });
  await write('run.json', `${JSON.stringify(record, null, 2)}\n`);
  closeDemo(run, screen);
  if (options.json) context.data.write(`${JSON.stringify(record)}\n`);
}

/** The simulations with the shape of x that the network is to read: without one a flow reads numbers in a row. */
function shaped({ theta, x }: Simulations, { xShape }: Problem, { embedding }: TrainingOptions): Simulations {
  const name = embedding?.name ?? 'none';
  if (name === 'none') return { theta, x };
  if (xShape) return { theta, x, xShape };
  const isSeries = name === 'convolution1d' || name === 'gru' || name === 'deepSet';
  return isSeries ? { theta, x, xShape: [x.columns, 1] } : { theta, x };
}

/** What was measured; else parameters from the prior, and what they give: what a person would have measured. */
async function observationsOf(
  { prior, simulator, observed, truth }: Problem,
  seed: Rng,
): Promise<readonly Observation[]> {
  if (truth === undefined) return [{ number: 1, theta: undefined, x: Float32Array.from(observed) }];
  const { theta, x } = await simulate(prior, simulator, { count: OBSERVATIONS, seed });
  return Array.from({ length: OBSERVATIONS }, (_, i) => {
    return { number: i + 1, theta: rowOf(theta, i), x: rowOf(x, i) };
  });
}
