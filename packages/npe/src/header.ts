import type { SupportRecipe } from '@sbi/distributions';
import * as v from 'valibot';
import type { TrainingSettings } from './options.ts';
import type { TrainingSummary } from './trainingSummary.ts';

// Lists are checked as one value: a hostile file must not make an issue of each of ten million entries.
const strings = v.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
);
const losses = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'number'),
);
const ends = v.custom<readonly (number | null)[]>(
  (value) => Array.isArray(value) && value.every((entry) => entry === null || typeof entry === 'number'),
);
const anything = v.custom<unknown>((value) => value !== undefined);

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.minValue(0));
/** JSON has no infinity: a limit that was not set, or a loss that is not there yet, is null. */
const unlimited = <const S extends v.GenericSchema<number>>(schema: S) =>
  v.pipe(
    v.nullable(schema),
    v.transform((value) => value ?? Number.POSITIVE_INFINITY),
  );

const support = v.object({
  kind: v.picklist(['box', 'restricted']),
  low: ends,
  high: ends,
  name: v.exactOptional(v.string()),
});

const settings = v.object({
  preset: v.picklist(['default', 'sbi']),
  support: v.picklist(['constrain', 'reject']),
  batchSize: whole,
  learningRate: positive,
  validationFraction: positive,
  patience: whole,
  maxEpochs: unlimited(whole),
  maxSteps: unlimited(whole),
  maxSeconds: unlimited(positive),
  clipNorm: v.nullable(positive),
  averaging: positive,
});

const training = v.object({
  settings,
  stopped: v.picklist(['patience', 'epochs', 'steps', 'time', 'cancelled']),
  epochs: whole,
  steps: whole,
  bestEpoch: whole,
  bestValidationLoss: unlimited(v.number()),
  trainLoss: losses,
  validationLoss: losses,
  rows: whole,
});

/** A training without its flow, whose recipe has an entry of its own in the file. */
interface StoredTraining extends Omit<TrainingSummary, 'settings'> {
  readonly settings: Omit<TrainingSettings, 'flow'>;
}

/** The entry `posterior` of a model file's metadata, in the order in which it is written. */
export interface Header {
  readonly names: readonly string[];
  readonly xNames: readonly string[] | null;
  readonly seed: number;
  readonly radius: number;
  readonly prior: { readonly name: string | null; readonly recipe: unknown; readonly support: SupportRecipe };
  readonly training: StoredTraining;
}

export const headerSchema: v.GenericSchema<unknown, Header> = v.object({
  names: strings,
  xNames: v.nullable(strings),
  seed: whole,
  radius: positive,
  prior: v.object({ name: v.nullable(v.string()), recipe: anything, support }),
  training,
});
