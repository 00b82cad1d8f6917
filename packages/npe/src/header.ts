import type { SupportRecipe } from '@sbi/distributions';
import * as v from 'valibot';
import { positive, type StoredTraining, training, whole } from './trainingSchema.ts';

// Lists are checked as one value: a hostile file must not make an issue of each of ten million entries.
const strings = v.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
);
const ends = v.custom<readonly (number | null)[]>(
  (value) => Array.isArray(value) && value.every((entry) => entry === null || typeof entry === 'number'),
);
const anything = v.custom<unknown>((value) => value !== undefined);

const support = v.object({
  kind: v.picklist(['box', 'restricted']),
  low: ends,
  high: ends,
  name: v.exactOptional(v.string()),
});

/** The entry `posterior` of a model file's metadata, in the order in which it is written. */
export interface Header {
  readonly names: readonly string[];
  readonly xNames: readonly string[] | null;
  readonly seed: number;
  readonly radius: number;
  /** The fewest and the most rows of x, where some may be missing. */
  readonly rowCounts?: readonly [number, number] | undefined;
  readonly prior: { readonly name: string | null; readonly recipe: unknown; readonly support: SupportRecipe };
  readonly training: StoredTraining;
}

export const headerSchema: v.GenericSchema<unknown, Header> = v.object({
  names: strings,
  xNames: v.nullable(strings),
  seed: whole,
  radius: positive,
  rowCounts: v.optional(v.strictTuple([whole, whole])),
  prior: v.object({ name: v.nullable(v.string()), recipe: anything, support }),
  training,
});
