import { describeValue, type Job, type Seed, ShapeError } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { type FlowRecipe, maf } from '@sbi/flows';

/** What one epoch came to. Losses are mean negative log-densities of θ, in nats. */
export interface EpochReport {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Whether this is the lowest validation loss so far: its weights are kept. */
  readonly best: boolean;
  /** Gradient steps taken so far. */
  readonly steps: number;
  /** Epochs that training still waits for a better one. */
  readonly patienceLeft: number;
  /** Seconds of training so far. */
  readonly seconds: number;
}

/** How draws are kept inside the prior: by construction, or by drawing again. */
export type SupportMethod = 'constrain' | 'reject';

/** The settings of a training; all but `prior` and `seed` have defaults. */
export interface NpeOptions extends Job<EpochReport> {
  readonly prior: Prior;
  readonly seed: Seed;
  /** 'sbi': Python sbi's training to the letter. Its settings are then the defaults of all others. */
  readonly preset?: 'default' | 'sbi';
  readonly flow?: FlowRecipe;
  readonly support?: SupportMethod;
  /** Rows a gradient step (200). */
  readonly batchSize?: number;
  /** Of Adam (5e-4). */
  readonly learningRate?: number;
  /** Share of the simulations that validates and never trains (0.1): of n rows, floor((1 − share) · n) train. */
  readonly validationFraction?: number;
  /** Epochs without a better validation loss before training stops; the default follows the number of simulations. */
  readonly patience?: number;
  /** Epochs at most; n means n. */
  readonly maxEpochs?: number;
  /** Gradient steps at most; the epoch under way is cut short. */
  readonly maxSteps?: number;
  /** Seconds of training at most, looked at between steps. */
  readonly maxSeconds?: number;
  /** Largest L2 norm of a gradient (5); null: any. */
  readonly clipNorm?: number | null;
  /** Decay of the running average of the weights that is validated and kept (0.99); 0: no average. */
  readonly averaging?: number;
}

/** Every setting of a training with its value: plain data, kept in the model. */
export interface TrainingSettings {
  readonly preset: 'default' | 'sbi';
  readonly flow: FlowRecipe;
  readonly support: SupportMethod;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly validationFraction: number;
  readonly patience: number;
  readonly maxEpochs: number;
  readonly maxSteps: number;
  readonly maxSeconds: number;
  readonly clipNorm: number | null;
  readonly averaging: number;
}

const SBI: FlowRecipe = maf({ order: 'random', start: 'random', precondition: 'standardize' });

/** The options with every default filled in. @throws ShapeError naming the first that is out of range. */
export function settingsOf(options: NpeOptions, rows: number): TrainingSettings {
  const preset = options.preset ?? 'default';
  if (preset !== 'default' && preset !== 'sbi') fail('preset', "be 'default' or 'sbi'", preset);
  const sbi = preset === 'sbi';
  const batchSize = options.batchSize ?? 200;
  const validationFraction = options.validationFraction ?? 0.1;
  checkWhole('batchSize', batchSize);
  if (!isFraction(validationFraction)) fail('validationFraction', 'lie between 0 and 1', validationFraction);
  const stepsPerEpoch = Math.max(1, Math.floor((rows * (1 - validationFraction)) / batchSize));
  const settings: TrainingSettings = {
    preset,
    flow: options.flow ?? (sbi ? SBI : maf()),
    support: options.support ?? (sbi ? 'reject' : 'constrain'),
    batchSize,
    learningRate: options.learningRate ?? 5e-4,
    validationFraction,
    patience: options.patience ?? (sbi ? 20 : defaultPatience(rows, stepsPerEpoch)),
    maxEpochs: options.maxEpochs ?? Number.POSITIVE_INFINITY,
    maxSteps: options.maxSteps ?? Number.POSITIVE_INFINITY,
    maxSeconds: options.maxSeconds ?? Number.POSITIVE_INFINITY,
    clipNorm: options.clipNorm === undefined ? 5 : options.clipNorm,
    averaging: options.averaging ?? (sbi ? 0 : 0.99),
  };
  check(settings);
  return settings;
}

/** Few simulations: 20 epochs and 200 steps at least; many: 400 steps, for an epoch is then long enough to tell. */
function defaultPatience(rows: number, stepsPerEpoch: number): number {
  return rows < 5000 ? Math.max(20, Math.ceil(200 / stepsPerEpoch)) : Math.ceil(400 / stepsPerEpoch);
}

function check(settings: TrainingSettings): void {
  const { flow, support, learningRate, maxSeconds, clipNorm, averaging } = settings;
  if (typeof flow !== 'object' || flow === null) fail('flow', 'be a recipe, as from maf()', flow);
  if (support !== 'constrain' && support !== 'reject') fail('support', "be 'constrain' or 'reject'", support);
  if (!isFraction(learningRate)) fail('learningRate', 'lie between 0 and 1', learningRate);
  checkWhole('patience', settings.patience);
  checkLimit('maxEpochs', settings.maxEpochs);
  checkLimit('maxSteps', settings.maxSteps);
  if (!isPositive(maxSeconds)) fail('maxSeconds', 'be positive', maxSeconds);
  if (clipNorm !== null && !isPositive(clipNorm)) fail('clipNorm', 'be positive, or null', clipNorm);
  if (averaging !== 0 && !isFraction(averaging)) fail('averaging', 'be from 0 to below 1', averaging);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isFraction(value: unknown): boolean {
  return isPositive(value) && value < 1;
}

function checkWhole(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || !isPositive(value)) fail(name, 'be an integer from 1', value);
}

function checkLimit(name: string, value: unknown): void {
  if (value !== Number.POSITIVE_INFINITY) checkWhole(name, value);
}

function fail(name: string, expected: string, received: unknown): never {
  throw new ShapeError(name, expected, describeValue(received), 'npe');
}
