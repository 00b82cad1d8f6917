import type { Seed, Simulations } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { type AmortizedPosterior, describeTraining, type EpochReport, Trainer } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import type { Context } from './context.ts';
import { formatDuration, formatLeft } from './duration.ts';
import { fixed } from './number.ts';
import type { Screen } from './screen.ts';
import { Stage } from './stage.ts';

/** Settings of a training that the command line passes on; what is absent has the library's default. */
export interface TrainingOptions {
  readonly preset: 'default' | 'sbi';
  readonly maxEpochs?: number;
  readonly maxSeconds?: number;
  readonly patience?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
}

export interface Training {
  /** The caller disposes it. */
  readonly posterior: AmortizedPosterior;
  readonly history: readonly EpochReport[];
  readonly seconds: number;
}

/** Trains a posterior, showing epoch, validation loss and patience left, and says why it ended. */
export async function trainPosterior(
  simulations: Simulations,
  prior: Prior,
  options: TrainingOptions & { readonly seed: Seed },
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<Training> {
  using stage = new Stage(screen, 'Training');
  using trainer = new Trainer(simulations, { ...options, prior, signal });
  const history: EpochReport[] = [];
  try {
    for await (const report of trainer) {
      history.push(report);
      if (report.epoch === 1) foretell(report, trainer, screen);
      showEpoch(stage, report, trainer);
    }
  } catch (error) {
    trainer.best.dispose();
    throw error;
  }
  const { seconds } = stage.pace;
  const { epochs, bestValidationLoss } = trainer.summary;
  const loss = fixed(bestValidationLoss, 3);
  stage.end(`Trained ${plural(epochs)} in ${formatDuration(seconds)}; validation loss ${loss} nats.`);
  screen.paragraph(explainTraining(trainer.best), '  ');
  return { posterior: trainer.best, history, seconds };
}

/** Why the training ended and what to try next, in the command line's words. */
export function explainTraining({ training }: Pick<AmortizedPosterior, 'training'>): string {
  const flags = { maxEpochs: '--max-epochs', maxSeconds: '--max-seconds' };
  return describeTraining(training).replace(
    /max(Epochs|Seconds)/g,
    (name) => flags[name as keyof typeof flags],
  );
}

/** Says how long training may take, once an epoch has shown it. */
function foretell({ seconds, patienceLeft }: EpochReport, { settings }: Trainer, screen: Screen): void {
  const { patience, maxEpochs, maxSeconds } = settings;
  const epochs = Math.min(1 + patienceLeft, maxEpochs);
  if (seconds * epochs < 3 || Number.isFinite(maxSeconds)) return;
  const time = formatLeft(seconds * epochs);
  const end =
    epochs === maxEpochs
      ? `the ${maxEpochs} asked for take ${time}.`
      : `training takes ${time} or more, until the validation loss has not become better for ${patience} epochs.`;
  screen.paragraph(`An epoch takes ${formatDuration(seconds)}: ${end}`, '  ');
}

/** The bar is full where training ends at the earliest: when patience runs out from here, or a limit is reached. */
function showEpoch(
  stage: Stage,
  { epoch, validationLoss, patienceLeft, seconds }: EpochReport,
  { settings }: Trainer,
): void {
  const earliest = Math.min(epoch + patienceLeft, settings.maxEpochs);
  const fraction = Math.max(epoch / earliest, seconds / settings.maxSeconds);
  stage.update(fraction, () => {
    const { left } = stage.pace;
    const rest = left === undefined ? '' : ` · ≥ ${formatLeft(left)}`;
    return `epoch ${epoch} · validation ${fixed(validationLoss, 2)} · patience ${patienceLeft}${rest}`;
  });
}

function plural(epochs: number): string {
  return `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
