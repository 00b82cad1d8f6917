import { describeValue, ShapeError } from '@sbi/core';
import type { NetworkRecipe } from '../network.ts';

/** What a setting may be: told by `expected`, tested by `fits`. */
interface Rule {
  readonly expected: string;
  fits(value: unknown): boolean;
}

/** A rule for each setting but `kind`. */
export type Rules = Readonly<Record<string, Rule>>;

/** More layers than this are a slip. */
const MOST_LAYERS = 64;

export const word = (...words: readonly string[]): Rule => ({
  expected: `be ${words.map((each) => `'${each}'`).join(' or ')}`,
  fits: (value) => words.includes(value as string),
});

export const count = (from: number, to: number): Rule => ({
  expected: `be an integer from ${from} to ${to}`,
  fits: (value) => isCount(value, from, to),
});

export const counts = (from: number, to: number): Rule => ({
  expected: `be a list of 1 to ${MOST_LAYERS} integers from ${from} to ${to}`,
  fits: (value) =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MOST_LAYERS &&
    value.every((entry) => isCount(entry, from, to)),
});

export const recipe: Rule = {
  expected: 'be the recipe of a network, as from mlp()',
  fits: (value) =>
    typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string',
};

/** A setting that may be null. */
export const orNothing = ({ expected, fits }: Rule): Rule => ({
  expected: `${expected}, or null`,
  fits: (value) => value === null || fits(value),
});

/** A copy of a recipe, in the order of its settings. @throws ShapeError naming the first setting that is out of order */
export function checkSettings<R extends NetworkRecipe>(
  received: NetworkRecipe,
  rules: Rules,
  where: string,
): R {
  const { kind } = received;
  const unknown = Object.keys(received).find((name) => name !== 'kind' && !Object.hasOwn(rules, name));
  if (unknown !== undefined) {
    const known = ['kind', ...Object.keys(rules)].join(', ');
    throw new ShapeError(kind, `hold ${known} only`, describeValue(unknown), where);
  }
  const checked = Object.entries(rules).map(([name, { expected, fits }]) => {
    const value = received[name];
    if (!fits(value)) throw new ShapeError(`${kind}.${name}`, expected, describeValue(value), where);
    return [name, Array.isArray(value) ? [...value] : value] as const;
  });
  return { kind, ...Object.fromEntries(checked) } as R;
}

function isCount(value: unknown, from: number, to: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
}
