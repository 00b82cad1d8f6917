import { join } from 'node:path';
import type { StartedBackend } from '@sbi/backends';
import { verdictRecord } from '../checking.ts';
import type { DemoRun } from '../commands/demo.ts';
import { readVersions } from '../versions.ts';
import { demoCommand } from './demoCommand.ts';
import { demoFiles } from './files.ts';
import type { ObservationResult } from './observation.ts';

interface Beside {
  readonly backend: StartedBackend;
  readonly seconds: Readonly<Record<'simulating' | 'training' | 'checking' | 'total', number>>;
}

/** Everything about a run as plain data: what `run.json` holds. Infinite limits are null, as JSON has them. */
export function runRecord(run: DemoRun, { backend, seconds }: Beside): object {
  const { problem, options, out, training, results, checking } = run;
  const { simulations, draws, pairs, seed, workers = null } = options;
  const [first, ...others] = training.trainings.map(
    ({ settings, trainLoss, validationLoss, ...summary }) => ({
      settings,
      summary,
      losses: { train: trainLoss, validation: validationLoss },
    }),
  );
  return {
    problem: problem.name,
    command: demoCommand(run),
    versions: readVersions(),
    platform: `${process.platform} ${process.arch}`,
    backend,
    seed,
    settings: { simulations, draws, pairs, workers, training: first?.settings },
    training: first?.summary,
    losses: first?.losses,
    ...(others.length > 0 && { otherMembers: others }),
    observations: results.map(observationRecord),
    check: verdictRecord(checking.verdict),
    seconds: { ...seconds, sampling: results.map((result) => result.seconds) },
    files: demoFiles(results).map(({ name }) => join(out, name)),
  };
}

function observationRecord({ observation, summaries, exactSummaries, c2st, warnings }: ObservationResult) {
  return {
    x: Array.from(observation.x),
    theta: observation.theta ? Array.from(observation.theta) : null,
    posterior: summaries,
    exact: exactSummaries ?? null,
    c2st: c2st ?? null,
    warnings,
  };
}
