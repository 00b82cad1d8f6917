import {
  describeTraining,
  type EpochReport,
  type StepReport,
  type TrainingSettings,
  type TrainingSummary,
} from '@sbi/npe';

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
  return words(attempt?.name, `epoch ${epoch}`, lossOf(validationLoss));
}

/** The same within an epoch, where the last one came to that loss. */
export function textOfSteps(
  { epoch, done, attempt }: StepReport,
  validationLoss: number | undefined,
): string {
  const loss = validationLoss === undefined ? undefined : lossOf(validationLoss);
  return words(attempt?.name, `epoch ${epoch}, ${Math.floor(100 * done)} %`, loss);
}

function lossOf(validationLoss: number): string {
  return `validation ${validationLoss.toFixed(3).replace('-', '−')}`;
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** How far it is to where a training ends at the earliest: when its patience runs out from here, or at a limit. */
export function fractionOf(
  { epoch, steps, patienceLeft }: Pick<EpochReport, 'epoch' | 'steps' | 'patienceLeft'>,
  settings: TrainingSettings,
): number {
  const { maxEpochs, maxSteps, scheduleSteps } = settings;
  const earliest = Math.min(epoch + patienceLeft, maxEpochs);
  return Math.min(1, Math.max(epoch / earliest, steps / Math.min(maxSteps, scheduleSteps)));
}
