import { describeValue, ShapeError } from '@sbi/core';
import { defaultFlow, type FlowRecipe, maf } from '@sbi/flows';
import type { NpeOptions, ResumeOptions, TrainingSettings } from './options.ts';
import type { Limits } from './train/progress.ts';

const SBI: FlowRecipe = maf({ order: 'random', start: 'random', precondition: 'standardize' });
const NONE = Number.POSITIVE_INFINITY;
/** From here on an epoch is long enough to tell better from worse. */
const MANY_ROWS = 5000;

/** The options with every default filled in. @throws ShapeError naming the first that is out of range. */
export function settingsOf(options: NpeOptions, rows: number): TrainingSettings {
  const preset = options.preset ?? 'default';
  checkWord('preset', ['default', 'sbi', 'auto'], preset);
  if (preset === 'auto' && !options.flow) fail('preset', "be 'default' or 'sbi' of a Trainer", preset);
  const sbi = preset === 'sbi';
  const batchSize = options.batchSize ?? 200;
  const validationFraction = options.validationFraction ?? 0.1;
  checkWhole('batchSize', batchSize);
  if (!isFraction(validationFraction)) fail('validationFraction', 'lie between 0 and 1', validationFraction);
  const missing = options.missing ?? 'refuse';
  checkWord('missing', ['refuse', 'mask'], missing);
  const copies = missing === 'mask' ? 2 : 1;
  const stepsPerEpoch = Math.max(1, Math.floor((copies * rows * (1 - validationFraction)) / batchSize));
  const optimisation = optimisationOf(options, rows, stepsPerEpoch);
  const waits = optimisation.schedule === 'cosine' ? NONE : defaultPatience(rows, stepsPerEpoch);
  const settings: TrainingSettings = {
    preset,
    flow: options.flow ?? (sbi ? SBI : defaultFlow(options.prior.dim)),
    embedding: options.embedding ?? null,
    support: options.support ?? (sbi ? 'reject' : 'constrain'),
    missing,
    batchSize,
    ...optimisation,
    validationFraction,
    patience: options.patience ?? (sbi ? 20 : waits),
    maxEpochs: options.maxEpochs ?? NONE,
    maxSteps: options.maxSteps ?? NONE,
    maxSeconds: options.maxSeconds ?? NONE,
    clipNorm: options.clipNorm === undefined ? 5 : options.clipNorm,
    averaging: options.averaging ?? (sbi ? 0 : 0.99),
  };
  check(settings);
  return settings;
}

/** What a training that stopped goes on with: limits that are not given are none, and patience stays. */
export function limitsOf(options: ResumeOptions, settings: TrainingSettings): Limits {
  const limits: Limits = {
    patience: options.patience ?? settings.patience,
    maxEpochs: options.maxEpochs ?? NONE,
    maxSteps: options.maxSteps ?? NONE,
    maxSeconds: options.maxSeconds ?? NONE,
  };
  checkLimits(limits);
  return limits;
}

type Optimisation = Pick<
  TrainingSettings,
  'optimizer' | 'learningRate' | 'weightDecay' | 'momentum' | 'schedule' | 'scheduleSteps' | 'warmupSteps'
>;

function optimisationOf(options: NpeOptions, rows: number, stepsPerEpoch: number): Optimisation {
  const { optimizer = 'adam', schedule = 'constant', maxSteps = NONE, maxEpochs = NONE } = options;
  checkWord('optimizer', ['adam', 'adamw', 'sgd'], optimizer);
  checkWord('schedule', ['constant', 'cosine', 'plateau'], schedule);
  const cosine = schedule === 'cosine';
  const most = Math.min(maxSteps, maxEpochs * stepsPerEpoch);
  const usual = rows < MANY_ROWS ? 1500 : 4000;
  const scheduleSteps = options.scheduleSteps ?? (cosine && most === NONE ? usual : cosine ? most : NONE);
  const optimisation: Optimisation = {
    optimizer,
    learningRate: options.learningRate ?? (optimizer === 'sgd' ? 1e-2 : cosine ? 2e-3 : 5e-4),
    weightDecay: options.weightDecay ?? (optimizer === 'adamw' ? 1e-2 : 0),
    momentum: options.momentum ?? (optimizer === 'sgd' ? 0.9 : 0),
    schedule,
    scheduleSteps,
    warmupSteps: options.warmupSteps ?? (cosine ? Math.min(100, Math.floor(scheduleSteps / 10)) : 0),
  };
  checkOptimisation(optimisation);
  return optimisation;
}

/** Few simulations: 20 epochs and 200 steps at least; many: 400 steps. */
function defaultPatience(rows: number, stepsPerEpoch: number): number {
  return rows < MANY_ROWS ? Math.max(20, Math.ceil(200 / stepsPerEpoch)) : Math.ceil(400 / stepsPerEpoch);
}

function checkOptimisation(optimisation: Optimisation): void {
  const { optimizer, learningRate, weightDecay, momentum, schedule, scheduleSteps, warmupSteps } =
    optimisation;
  if (!isFraction(learningRate)) fail('learningRate', 'lie between 0 and 1', learningRate);
  if (!isFractionOrZero(weightDecay)) fail('weightDecay', 'be from 0 to below 1', weightDecay);
  if (weightDecay !== 0 && optimizer !== 'adamw')
    fail('weightDecay', "be 0 unless optimizer is 'adamw'", weightDecay);
  if (!isFractionOrZero(momentum)) fail('momentum', 'be from 0 to below 1', momentum);
  if (momentum !== 0 && optimizer !== 'sgd') fail('momentum', "be 0 unless optimizer is 'sgd'", momentum);
  checkLimit('scheduleSteps', scheduleSteps);
  if (schedule !== 'cosine' && scheduleSteps !== NONE) {
    fail('scheduleSteps', "be left out unless schedule is 'cosine'", scheduleSteps);
  }
  if (!Number.isSafeInteger(warmupSteps) || warmupSteps < 0)
    fail('warmupSteps', 'be an integer from 0', warmupSteps);
  if (warmupSteps >= scheduleSteps)
    fail('warmupSteps', `be below scheduleSteps, ${scheduleSteps}`, warmupSteps);
}

function check(settings: TrainingSettings): void {
  const { flow, embedding, support, clipNorm, averaging } = settings;
  if (typeof flow !== 'object' || flow === null) fail('flow', 'be a recipe, as from maf()', flow);
  if (typeof embedding !== 'object')
    fail('embedding', 'be the recipe of a network, as from mlp()', embedding);
  checkWord('support', ['constrain', 'reject'], support);
  checkLimits(settings);
  if (clipNorm !== null && !isPositive(clipNorm)) fail('clipNorm', 'be positive, or null', clipNorm);
  if (!isFractionOrZero(averaging)) fail('averaging', 'be from 0 to below 1', averaging);
}

function checkLimits({ patience, maxEpochs, maxSteps, maxSeconds }: Limits): void {
  checkLimit('patience', patience);
  checkLimit('maxEpochs', maxEpochs);
  checkLimit('maxSteps', maxSteps);
  if (!isPositive(maxSeconds)) fail('maxSeconds', 'be positive', maxSeconds);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isFraction(value: unknown): boolean {
  return isPositive(value) && value < 1;
}

function isFractionOrZero(value: unknown): boolean {
  return value === 0 || isFraction(value);
}

function checkWord(name: string, words: readonly string[], value: unknown): void {
  if (words.includes(value as string)) return;
  const quoted = words.map((word) => `'${word}'`);
  fail(name, `be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`, value);
}

export function checkWhole(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || !isPositive(value)) fail(name, 'be an integer from 1', value);
}

function checkLimit(name: string, value: unknown): void {
  if (value !== NONE) checkWhole(name, value);
}

function fail(name: string, expected: string, received: unknown): never {
  throw new ShapeError(name, expected, describeValue(received), 'npe');
}
