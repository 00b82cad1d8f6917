import * as v from 'valibot';
import type { TrainingSettings } from './options.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/** Settings without flow and embedding, whose recipes have an entry of their own in a file. */
export type StoredSettings = Omit<TrainingSettings, 'flow' | 'embedding'>;

/** A training without its flow. */
export interface StoredTraining extends Omit<TrainingSummary, 'settings'> {
  readonly settings: StoredSettings;
}

export const whole: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positive: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.minValue(0));

// Lists are checked as one value: a hostile file must not make an issue of each of ten million entries.
export const losses: v.GenericSchema<unknown, readonly number[]> = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'number'),
);

/** JSON has no infinity: a limit that was not set, or a loss that is not there yet, is null. */
export function unlimited(schema: v.GenericSchema<unknown, number>): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.nullable(schema),
    v.transform((value) => value ?? Number.POSITIVE_INFINITY),
  );
}

/** Settings that the first files do not have, with the values that they then had: such a value is not written. */
const BEFORE = {
  missing: 'refuse',
  optimizer: 'adam',
  weightDecay: 0,
  momentum: 0,
  schedule: 'constant',
  scheduleSteps: null,
  warmupSteps: 0,
} as const;

/** More are in no file. */
const MOST_ATTEMPTS = 1000;

// in the order of `settingsOf`: a file that is read and written again has the same bytes
export const settings: v.GenericSchema<unknown, StoredSettings> = v.object({
  preset: v.picklist(['default', 'sbi', 'auto']),
  support: v.picklist(['constrain', 'reject']),
  missing: v.optional(v.picklist(['refuse', 'mask']), BEFORE.missing),
  batchSize: whole,
  optimizer: v.optional(v.picklist(['adam', 'adamw', 'sgd']), BEFORE.optimizer),
  learningRate: positive,
  weightDecay: v.optional(positive, BEFORE.weightDecay),
  momentum: v.optional(positive, BEFORE.momentum),
  schedule: v.optional(v.picklist(['constant', 'cosine', 'plateau']), BEFORE.schedule),
  scheduleSteps: v.optional(unlimited(whole), BEFORE.scheduleSteps),
  warmupSteps: v.optional(whole, BEFORE.warmupSteps),
  validationFraction: positive,
  patience: unlimited(whole),
  maxEpochs: unlimited(whole),
  maxSteps: unlimited(whole),
  maxSeconds: unlimited(positive),
  clipNorm: v.nullable(positive),
  averaging: positive,
});

export const training: v.GenericSchema<unknown, StoredTraining> = v.object({
  settings,
  stopped: v.picklist(['patience', 'schedule', 'epochs', 'steps', 'time', 'cancelled']),
  epochs: whole,
  steps: whole,
  bestEpoch: whole,
  bestValidationLoss: unlimited(v.number()),
  trainLoss: losses,
  validationLoss: losses,
  rows: whole,
  incomplete: v.exactOptional(whole),
  attempts: v.exactOptional(
    v.pipe(
      v.array(v.object({ name: v.string(), bestValidationLoss: unlimited(v.number()), steps: whole })),
      v.maxLength(MOST_ATTEMPTS),
    ),
  ),
});

/** Settings as a file has them. */
export function storedSettings({
  flow: _,
  embedding: __,
  ...settings
}: TrainingSettings): Partial<StoredSettings> {
  const kept = Object.entries(settings).filter(([name, value]) => {
    const before: unknown = BEFORE[name as keyof typeof BEFORE];
    return before === undefined || value !== (before ?? Number.POSITIVE_INFINITY);
  });
  return Object.fromEntries(kept);
}
