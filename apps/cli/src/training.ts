import type { Seed, Simulations } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import {
  type Amortized,
  describeTraining,
  type EpochReport,
  type NpeOptions,
  npe,
  type StepReport,
  type TrainingSummary,
} from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { fixed } from '@sbi/report';
import type { FlowName, NetworkName, TypedRecipe } from './arguments.ts';
import type { Context } from './context.ts';
import { formatDuration } from './duration.ts';
import { flowOf, networkOf } from './recipes.ts';
import type { Screen } from './screen.ts';
import { trainingsOf } from './trainings.ts';
import { Watch } from './watch.ts';

/** Settings that go to the library as they are. */
type Passed =
  | 'preset'
  | 'support'
  | 'missing'
  | 'restarts'
  | 'optimizer'
  | 'learningRate'
  | 'schedule'
  | 'batchSize'
  | 'validationFraction'
  | 'patience'
  | 'maxEpochs'
  | 'maxSteps'
  | 'maxSeconds';

const PASSED: readonly Passed[] = [
  'preset',
  'support',
  'missing',
  'restarts',
  'optimizer',
  'learningRate',
  'schedule',
  'batchSize',
  'validationFraction',
  'patience',
  'maxEpochs',
  'maxSteps',
  'maxSeconds',
];

/** Settings of a training that the command line passes on; what is absent has the library's default. */
export interface TrainingOptions extends Pick<NpeOptions, Passed> {
  readonly flow?: TypedRecipe<FlowName>;
  readonly embedding?: TypedRecipe<NetworkName>;
  /** Trainings from other seeds that are averaged; preset 'auto' says by itself how many where nothing is said. */
  readonly members?: number;
}

export interface Training {
  /** The caller disposes it. */
  readonly posterior: Amortized;
  /** One, or that of every member of an average. */
  readonly trainings: readonly TrainingSummary[];
  readonly seconds: number;
}

/** What a training is given beside its settings. */
interface Given extends Pick<NpeOptions, 'checkpoint' | 'onCheckpoint'> {
  readonly prior: Prior;
  readonly seed: Seed;
}

/** The options of the library that were typed. @throws ShapeError for a setting of a flow or network out of range */
export function trainingSettings(options: TrainingOptions): Partial<NpeOptions> {
  const { flow, embedding } = options;
  const network = embedding && networkOf(embedding);
  return {
    ...Object.fromEntries(PASSED.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]))),
    ...(flow && { flow: flowOf(flow) }),
    ...(network && { embedding: network }),
  };
}

/** Trains a posterior, showing epoch, validation loss and patience left, and says why it ended. */
export async function trainPosterior(
  simulations: Simulations,
  options: TrainingOptions,
  given: Given,
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<Training> {
  const settings = trainingSettings(options);
  const members = options.members ?? (options.preset === 'auto' ? 'auto' : 1);
  using watch = new Watch(screen, settings, simulations.x.rows);
  const onProgress = (report: EpochReport) => watch.see(report);
  const onSteps = (report: StepReport) => watch.glance(report);
  const posterior = await npe(simulations, { ...settings, ...given, members, signal, onProgress, onSteps });
  const seconds = watch.end();
  const trainings = trainingsOf(posterior);
  trainings.forEach((training, k) => {
    sayEnd(training, seconds[k] as number, screen);
  });
  return { posterior, trainings, seconds: seconds.reduce((sum, time) => sum + time, 0) };
}

/** Why the training ended and what to try next, in the command line's words. */
export function explainTraining(training: TrainingSummary): string {
  const flags = {
    maxEpochs: '--max-epochs',
    maxSeconds: '--max-seconds',
    maxSteps: '--max-steps',
    scheduleSteps: '--max-steps',
    'a larger patience': 'a larger --patience',
  };
  return describeTraining(training).replace(
    /max(Epochs|Seconds|Steps)|scheduleSteps|a larger patience/g,
    (name) => flags[name as keyof typeof flags],
  );
}

function sayEnd(training: TrainingSummary, seconds: number, screen: Screen): void {
  const { epochs, bestValidationLoss, attempts = [] } = training;
  const loss = fixed(bestValidationLoss, 3);
  const sentence = `Trained ${plural(epochs)} in ${formatDuration(seconds)}; validation loss ${loss} nats.`;
  screen.line(`${screen.colors.green('✔')} ${sentence}`);
  screen.paragraph(explainTraining(training), '  ');
  if (attempts.length === 0) return;
  const tried = attempts.map((attempt) => `${attempt.name} ${fixed(attempt.bestValidationLoss, 3)}`);
  screen.paragraph(`Tried: ${tried.join(', ')}.`, '  ');
}

function plural(epochs: number): string {
  return `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
