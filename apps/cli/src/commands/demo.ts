import { join } from 'node:path';
import type { BackendName } from '@sbi/backends';
import { type Matrix, Rng, rowOf, type Simulations } from '@sbi/core';
import { lossPlot, toSvg } from '@sbi/plots';
import { type Problem, simulate } from '@sbi/simulate';
import { startBackend } from '../backend.ts';
import type { CommonOptions, Context } from '../context.ts';
import { inferObservation, type ObservationResult } from '../demo/observation.ts';
import { runRecord } from '../demo/record.ts';
import { simulateDemo, simulationsCsv } from '../demo/simulations.ts';
import { closeDemo, openDemo } from '../demo/words.ts';
import { findProblem } from '../problems.ts';
import { type TrainingOptions, trainPosterior } from '../training.ts';

export interface DemoOptions extends CommonOptions, TrainingOptions {
  readonly backend: BackendName | 'auto';
  readonly simulations: number;
  readonly draws: number;
  readonly seed: number;
  readonly workers?: number;
  readonly out?: string;
}

const OBSERVATIONS = 2;

/** Simulates, trains, and infers two observations, with everything in files. */
export async function demo(name: string, options: DemoOptions, context: Context): Promise<void> {
  const entry = findProblem(name);
  const { screen, files, signal } = context;
  const out = options.out ?? join('out', entry.name);
  const write = (file: string, content: string | Uint8Array) => files.write(join(out, file), content, signal);
  openDemo(entry, screen);
  const start = performance.now();
  const backend = await startBackend(options.backend, screen);
  await files.makeFolder(out);
  using problem = await entry.load();
  const rng = Rng.fromSeed(options.seed);

  const simulated = await simulateDemo(problem, { ...options, seed: rng.fork('simulations') }, context);
  await write('simulations.csv', simulationsCsv(simulated.run));

  const training = await trainDemo(simulated.run, problem, options, rng, context);
  using posterior = training.posterior;
  await write('posterior.safetensors', await posterior.encode());
  await write('loss.svg', toSvg(lossPlot(training.history)));

  const truths = await observe(problem, rng.fork('observations'));
  const results: ObservationResult[] = [];
  for (let i = 0; i < OBSERVATIONS; i++) {
    const observation = { number: i + 1, theta: rowOf(truths.theta, i), x: rowOf(truths.x, i) };
    const settings = { draws: options.draws, seed: rng.fork('draws').fork(i + 1), write };
    results.push(await inferObservation(posterior, observation, settings, context));
  }

  const seconds = {
    simulating: simulated.seconds,
    training: training.seconds,
    total: (performance.now() - start) / 1000,
  };
  const record = runRecord({ entry, options, backend, training, results, seconds, out });
  await write('run.json', `${JSON.stringify(record, null, 2)}\n`);
  closeDemo(out, results, options, screen);
  if (options.json) context.data.write(`${JSON.stringify(record)}\n`);
}

async function trainDemo(
  run: Simulations,
  problem: Problem,
  options: DemoOptions,
  rng: Rng,
  context: Context,
) {
  const { preset, maxEpochs, maxSeconds, patience, batchSize, learningRate } = options;
  const given = { maxEpochs, maxSeconds, patience, batchSize, learningRate };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return trainPosterior(run, problem.prior, { preset, ...set, seed: rng.fork('training') }, context);
}

/** Parameters from the prior, and what they give: what a person would have measured. */
async function observe({ prior, simulator }: Problem, seed: Rng): Promise<{ theta: Matrix; x: Matrix }> {
  return simulate(prior, simulator, { count: OBSERVATIONS, seed });
}
