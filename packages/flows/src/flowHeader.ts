import * as v from 'valibot';
import type { Architecture } from './architecture.ts';
import { isJson } from './json.ts';
import { parseEntry } from './modelFile.ts';
import type { Clip } from './precondition/xTransform.ts';
import { commonSettings, type FlowRecipe } from './recipe.ts';

/** Versions of a flow's header that are read; the last is written. */
export type FlowVersion = 1 | 2;

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const json = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value),
);

// Nothing but these fields: one that is not understood would change what the numbers mean.

/** Of a MAF, the only kind that there was. */
const Version1 = v.strictObject({
  recipe: v.record(v.string(), v.union([v.string(), v.number()])),
  orders: v.array(v.array(index)),
  xShape: v.array(index),
  clip: v.boolean(),
});

/** What is in recipes and in `drawn`, the kinds that they name tell. */
const Version2 = v.strictObject({
  recipe: json,
  drawn: json,
  dim: index,
  xShape: v.array(index),
  embedding: v.nullable(json),
  clip: v.union([v.boolean(), v.literal('asinh')]),
});

/** A flow without its numbers. */
export interface FlowHeader extends Architecture {
  /** How x is compressed. */
  readonly clip: Clip;
}

export function writeFlowHeader(architecture: Architecture, clip: Clip): string {
  const { recipe, drawn, dim, xShape, embedding = null } = architecture;
  return JSON.stringify({ recipe, drawn, dim, xShape, embedding, clip });
}

/** Parses a header; what is in it is checked by `checkArchitecture`. @throws SerializationError naming the field */
export function readFlowHeader(text: string | undefined, version: FlowVersion, source: string): FlowHeader {
  if (version === 1) {
    const { recipe, orders, ...others } = parseEntry(Version1, text, 'flow', source);
    return { ...others, recipe: recipeOf1(recipe), drawn: { orders }, dim: orders[0]?.length ?? 0 };
  }
  const { embedding, recipe, ...others } = parseEntry(Version2, text, 'flow', source);
  return {
    ...others,
    recipe: recipe as FlowRecipe,
    ...(embedding && { embedding: embedding as FlowRecipe }),
  };
}

/** What version 1 had no word for, as it was then. */
function recipeOf1(recipe: Record<string, string | number>): FlowRecipe {
  const { kind, transforms, hidden, blocks, ...others } = recipe as unknown as FlowRecipe;
  return { kind, transforms, hidden, blocks, dropout: 0, ...others, ...commonSettings(others) };
}
