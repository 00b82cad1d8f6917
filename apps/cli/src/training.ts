import { Rng, type Seed, type Simulations } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import {
  type Amortized,
  type AmortizedPosterior,
  describeTraining,
  type EpochReport,
  ensemble,
  type NpeOptions,
  npe,
  type TrainingSummary,
} from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import type { FlowName, NetworkName, TypedRecipe } from './arguments.ts';
import type { Context } from './context.ts';
import { formatDuration, formatLeft } from './duration.ts';
import { fixed } from './number.ts';
import { flowOf, networkOf } from './recipes.ts';
import type { Screen } from './screen.ts';
import { Stage } from './stage.ts';
import { trainingsOf } from './trainings.ts';

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
  /** Trainings from other seeds that are averaged. */
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
  const { members = 1 } = options;
  const settings = trainingSettings(options);
  const trained: AmortizedPosterior[] = [];
  let seconds = 0;
  try {
    for (let k = 0; k < members; k++) {
      using stage = new Stage(screen, members === 1 ? 'Training' : `Training ${k + 1}`);
      const watch = new Watch(stage, limitsOf(settings, simulations.x.rows), k === 0 ? screen : undefined);
      const onProgress = (report: EpochReport) => watch.see(report);
      const seed = k === 0 ? given.seed : Rng.from(given.seed).fork('member').fork(k);
      const posterior = await npe(simulations, { ...settings, ...given, seed, signal, onProgress });
      trained.push(posterior);
      seconds += stage.pace.seconds;
      sayEnd(posterior, stage, screen);
    }
    const posterior = members === 1 ? (trained[0] as AmortizedPosterior) : ensemble(trained);
    return { posterior, trainings: trainingsOf(posterior), seconds };
  } catch (error) {
    for (const posterior of trained) posterior.dispose();
    throw error;
  }
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

function sayEnd({ training }: AmortizedPosterior, stage: Stage, screen: Screen): void {
  const { epochs, bestValidationLoss, attempts = [] } = training;
  const { seconds } = stage.pace;
  const loss = fixed(bestValidationLoss, 3);
  stage.end(`Trained ${plural(epochs)} in ${formatDuration(seconds)}; validation loss ${loss} nats.`);
  screen.paragraph(explainTraining(training), '  ');
  if (attempts.length === 0) return;
  const tried = attempts.map((attempt) => `${attempt.name} ${fixed(attempt.bestValidationLoss, 3)}`);
  screen.paragraph(`Tried: ${tried.join(', ')}.`, '  ');
}

/** Where a training ends at the latest. */
type Limits = Readonly<Record<'maxEpochs' | 'maxSteps' | 'maxSeconds', number>>;

const NONE = Number.POSITIVE_INFINITY;

/** What was asked for; of a cosine, the steps that the library takes where nothing is said. */
function limitsOf({ schedule, ...settings }: Partial<NpeOptions>, rows: number): Limits {
  const { maxEpochs = NONE, maxSeconds = NONE } = settings;
  const usual = schedule === 'cosine' && maxEpochs === NONE ? (rows < 5000 ? 1500 : 4000) : NONE;
  return { maxEpochs, maxSteps: settings.maxSteps ?? usual, maxSeconds };
}

/** Shows a training while it goes on. */
class Watch {
  private readonly stage: Stage;
  private readonly limits: Limits;
  /** Where it is said how long it may take; undefined once it was. */
  private screen: Screen | undefined;

  constructor(stage: Stage, limits: Limits, screen: Screen | undefined) {
    this.stage = stage;
    this.limits = limits;
    this.screen = screen;
  }

  /** The bar is full where training ends at the earliest: when patience runs out from here, or a limit is reached. */
  see(report: EpochReport): void {
    if (this.screen && report.epoch === 1) this.foretell(report, this.screen);
    this.screen = undefined;
    const { epoch, steps, validationLoss, patienceLeft, seconds, attempt } = report;
    const { maxEpochs, maxSteps, maxSeconds } = this.limits;
    const earliest = Math.min(epoch + patienceLeft, maxEpochs);
    const fraction = Math.max(epoch / earliest, steps / maxSteps);
    const spent = attempt ? 0 : seconds / maxSeconds;
    this.stage.update(Math.max(fraction, spent), () => {
      const { left } = this.stage.pace;
      const which = attempt ? `${attempt.name} · ` : '';
      const patience = Number.isFinite(patienceLeft) ? ` · patience ${patienceLeft}` : '';
      const rest = left === undefined ? '' : ` · ≥ ${formatLeft(left)}`;
      return `${which}epoch ${epoch} · validation ${fixed(validationLoss, 2)}${patience}${rest}`;
    });
  }

  /** Says how long training may take, once an epoch has shown it. */
  private foretell({ seconds, patienceLeft, attempt }: EpochReport, screen: Screen): void {
    const { maxEpochs, maxSeconds } = this.limits;
    const epochs = Math.min(1 + patienceLeft, maxEpochs);
    const known = Number.isFinite(epochs) && maxSeconds === NONE && attempt === undefined;
    if (!known || seconds * epochs < 3) return;
    const time = formatLeft(seconds * epochs);
    const end =
      epochs === maxEpochs
        ? `the ${maxEpochs} asked for take ${time}.`
        : `training takes ${time} or more, until the validation loss has not become better for ${patienceLeft} epochs.`;
    screen.paragraph(`An epoch takes ${formatDuration(seconds)}: ${end}`, '  ');
  }
}

function plural(epochs: number): string {
  return `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
