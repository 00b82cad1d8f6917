import { describeTraining, type EpochReport, type TrainingSettings, type TrainingSummary } from '@sbi/npe';

/** How a training ended, in the page's words. */
export function sentenceOf(training: TrainingSummary): string {
  return describeTraining(training)
    .replace('Cancelled', 'Stopped')
    .replace('; go on with the same Trainer', '')
    .replace('scheduleSteps', 'epochs')
    .replace(/raise max(Epochs|Steps)/, (_, what: string) => `allow more ${what.toLowerCase()}`)
    .replace(/max(Epochs|Steps)/g, (_, what: string) => what.toLowerCase());
}

/** Where a training stands, in a line. */
export function textOfEpoch({ epoch, validationLoss, attempt }: EpochReport): string {
  const loss = validationLoss.toFixed(3).replace('-', '−');
  const which = attempt ? `${attempt.name} · ` : '';
  return `${which}epoch ${epoch} · validation ${loss}`;
}

/** How far it is to where a training ends at the earliest: when its patience runs out from here, or at a limit. */
export function fractionOf({ epoch, steps, patienceLeft }: EpochReport, settings: TrainingSettings): number {
  const { maxEpochs, maxSteps, scheduleSteps } = settings;
  const earliest = Math.min(epoch + patienceLeft, maxEpochs);
  return Math.min(1, Math.max(epoch / earliest, steps / Math.min(maxSteps, scheduleSteps)));
}
