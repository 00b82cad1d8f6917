import type { TrainingSettings } from './options.ts';
import type { StopReason } from './train/progress.ts';

/** What a training came to: plain data, kept in the model file. Losses in nats, one a finished epoch. */
export interface TrainingSummary {
  readonly settings: TrainingSettings;
  readonly stopped: StopReason;
  readonly epochs: number;
  readonly steps: number;
  readonly bestEpoch: number;
  readonly bestValidationLoss: number;
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  /** Simulations, validation included. */
  readonly rows: number;
  /** Of these, those with entries of x missing, where some may be. */
  readonly incomplete?: number;
  /** All trainings that were tried on the same rows, where there were several; this one is the best of them. */
  readonly attempts?: readonly Attempt[];
}

/** What one of several trainings came to. */
export interface Attempt {
  readonly name: string;
  readonly bestValidationLoss: number;
  readonly steps: number;
}

/**
 * In a sentence or two: why the training ended, what to try next, and how many simulations have missing entries.
 *
 * @example
 * import { describeTraining } from '@sbi/npe';
 * console.log(describeTraining({ stopped: 'epochs', epochs: 5, bestEpoch: 5, rows: 500, steps: 10 }));
 * // → Stopped at 5 epochs, the maxEpochs asked for, before it converged: raise maxEpochs.
 */
export function describeTraining(training: Told): string {
  const { rows, incomplete = 0 } = training;
  const kept =
    incomplete > 0 ? ` ${incomplete} of ${rows} simulations have missing entries, and were kept.` : '';
  return `${describeEnd(training)}${kept}`;
}

type Told = Pick<TrainingSummary, 'stopped' | 'epochs' | 'bestEpoch' | 'rows' | 'steps' | 'incomplete'>;

function describeEnd({ stopped, epochs, bestEpoch, rows, steps }: Told): string {
  const count = `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  switch (stopped) {
    case 'patience': {
      const early = steps < 100 ? ' It ended early: a larger patience may find a better fit.' : '';
      const more = rows < 10_000 ? ' For a sharper posterior, simulate more.' : '';
      return `Converged after ${count}; the best was epoch ${bestEpoch}.${early}${more}`;
    }
    case 'schedule': {
      const late =
        bestEpoch === epochs ? ' It was still getting better: more scheduleSteps may find a better fit.' : '';
      return `Ended with its schedule after ${steps} gradient steps; the best was epoch ${bestEpoch}.${late}`;
    }
    case 'epochs':
      return `Stopped at ${count}, the maxEpochs asked for, before it converged: raise maxEpochs.`;
    case 'steps':
      return `Stopped after ${steps} gradient steps, the maxSteps asked for, before it converged: raise maxSteps.`;
    case 'time':
      return `Stopped after ${count} when maxSeconds had passed, before it converged: allow more time.`;
    case 'cancelled':
      if (epochs === 0) return 'Cancelled before the first epoch ended: nothing is learnt yet.';
      return `Cancelled after ${count}: what was learnt until epoch ${bestEpoch} is kept; go on with the same Trainer.`;
  }
}
