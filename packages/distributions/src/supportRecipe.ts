import { RecipeFields } from './recipeFields.ts';
import { type BoxSupport, box, type RestrictedSupport, restricted, type Support } from './support.ts';

/** A support as plain JSON; `null` where unbounded. A predicate is there by its name only. */
export interface SupportRecipe {
  readonly kind: 'box' | 'restricted';
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly name?: string;
}

/** A predicate for rows, and for tensors [..., D] → bool [...] where a log-density needs it. */
export type Predicate = ((theta: Float32Array) => boolean) | Pick<RestrictedSupport, 'accepts' | 'mask'>;

/** What restricted supports of a file are completed with: predicates under their names. */
export type Predicates = Readonly<Record<string, Predicate>>;

/**
 * A support as plain data: how a prior of an own class leaves a trace in a file.
 *
 * @example
 * import { LogNormal, describeSupport } from '@sbi/distributions';
 * console.log(JSON.stringify(describeSupport(new LogNormal(0, 1).support))); // → {"kind":"box","low":[0],"high":[null]}
 */
export function describeSupport(support: Support): SupportRecipe {
  const ends = (bounds: Float32Array) => Array.from(bounds, (end) => (Number.isFinite(end) ? end : null));
  const bounds = { low: ends(support.low), high: ends(support.high) };
  if (support.kind === 'box') return { kind: 'box', ...bounds };
  return { kind: 'restricted', ...bounds, name: support.name };
}

/**
 * The support of a recipe.
 *
 * @param predicates what a restricted one needs: nothing in a file is executed
 * @throws SerializationError saying which field must hold what, or which predicate is missing
 */
export function supportFrom(recipe: unknown, predicates: Predicates = {}): Support {
  return readSupport(new RecipeFields(recipe, 'support', predicates));
}

/** The support of a recipe inside another. */
export function readSupport(fields: RecipeFields): Support {
  const bounds = fields.build(() =>
    box(fields.ends('low', Number.NEGATIVE_INFINITY), fields.ends('high', Number.POSITIVE_INFINITY)),
  );
  const readers = { box: () => bounds, restricted: () => restrictedFrom(fields, bounds) };
  return fields.pick<() => Support>(readers)();
}

function restrictedFrom(fields: RecipeFields, bounds: BoxSupport): Support {
  const name = fields.text('name');
  const { predicates } = fields;
  const given = Object.hasOwn(predicates, name) ? predicates[name] : undefined;
  if (typeof given === 'function') return restricted(bounds, name, given);
  if (given) return restricted(bounds, name, given.accepts, given.mask);
  const known = Object.keys(predicates).join(', ') || 'none';
  throw fields.wrong('name', `name one of the predicates given (${known}), which no file can carry`);
}
