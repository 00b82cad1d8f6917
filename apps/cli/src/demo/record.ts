import { join } from 'node:path';
import type { StartedBackend } from '@sbi/backends';
import type { DemoOptions } from '../commands/demo.ts';
import type { DemoProblem } from '../problems.ts';
import type { Training } from '../training.ts';
import { readVersions } from '../versions.ts';
import { demoFiles } from './files.ts';
import type { ObservationResult } from './observation.ts';

interface Parts {
  readonly entry: DemoProblem;
  readonly options: DemoOptions;
  readonly backend: StartedBackend;
  readonly training: Training;
  readonly results: readonly ObservationResult[];
  readonly seconds: { readonly simulating: number; readonly training: number; readonly total: number };
  readonly out: string;
}

/** Everything about a run as plain data: what `run.json` holds. Infinite limits are null, as JSON has them. */
export function runRecord({ entry, options, backend, training, results, seconds, out }: Parts): object {
  const { settings, trainLoss, validationLoss, ...summary } = training.posterior.training;
  const { simulations, draws, seed, workers = null } = options;
  return {
    problem: entry.name,
    versions: readVersions(),
    platform: `${process.platform} ${process.arch}`,
    backend,
    seed,
    settings: { simulations, draws, workers, training: settings },
    training: summary,
    losses: { train: trainLoss, validation: validationLoss },
    observations: results.map(({ observation, summaries, warnings }) => ({
      x: Array.from(observation.x),
      theta: Array.from(observation.theta),
      posterior: summaries,
      warnings,
    })),
    seconds: { ...seconds, sampling: results.map((result) => result.seconds) },
    files: demoFiles(results.length).map(({ name }) => join(out, name)),
  };
}
