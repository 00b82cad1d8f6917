import { describeValue, ShapeError } from '@sbi/core';
import type { ZScore } from './precondition/columnScaling.ts';
import type { Preconditioning } from './precondition/fit.ts';

/** The settings that every kind of flow has: what is done to θ and x before the trained part sees them. */
export interface CommonSettings {
  /** Whether θ is replaced by its residual from a regression on x ('regression', the default), or only scaled. */
  readonly precondition?: Preconditioning;
  /** How unbounded coordinates of θ are scaled ('independent'). */
  readonly zScoreTheta?: ZScore;
  /** How x is scaled ('robust' under a regression, else 'independent'). */
  readonly zScoreX?: ZScore;
}

/** A flow as plain JSON: it travels in the model file and rebuilds the network. */
export interface FlowRecipe extends CommonSettings {
  /** What builds it: a kind of this package, or one of `registerFlow`. */
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** A recipe of a kind of this package: every setting is there. */
export type CompleteRecipe = FlowRecipe & Required<CommonSettings>;

/** What a setting may be: one of some words, an integer from 1 up to a number, or a number in a range. */
export type Rule = readonly string[] | number | Range;

interface Range {
  readonly from: number;
  readonly below: number;
  /** Integers only. */
  readonly whole?: true;
}

const SCORES: readonly ZScore[] = ['independent', 'structured', 'robust', 'none'];
const COMMON: Readonly<Record<keyof CommonSettings, readonly string[]>> = {
  precondition: ['standardize', 'regression'],
  zScoreTheta: SCORES,
  zScoreX: SCORES,
};

/** The common settings with every default filled in. */
export function commonSettings(recipe: CommonSettings): Required<CommonSettings> {
  const { precondition = 'regression', zScoreTheta = 'independent' } = recipe;
  return {
    precondition,
    zScoreTheta,
    zScoreX: recipe.zScoreX ?? (precondition === 'regression' ? 'robust' : 'independent'),
  };
}

/** @throws ShapeError when a common setting is there and not one of its words */
export function checkCommon(recipe: FlowRecipe, where: string): void {
  for (const [name, words] of Object.entries(COMMON)) {
    if (recipe[name] !== undefined) checkSetting(name, recipe[name], words, where);
  }
}

/**
 * A copy of a recipe, in the order of its settings, the common ones last.
 *
 * @throws ShapeError naming the first setting that is unknown or out of order
 */
export function checkSettings<R extends FlowRecipe>(
  recipe: FlowRecipe,
  kind: R['kind'],
  rules: Readonly<Record<string, Rule>>,
  where: string,
): R {
  if (typeof recipe !== 'object' || recipe === null) {
    throw new ShapeError('recipe', `be one, as from ${kind}()`, describeValue(recipe), where);
  }
  const all: Record<string, Rule> = { kind: [kind], ...rules, ...COMMON };
  const unknown = Object.keys(recipe).find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) {
    const known = Object.keys(all).join(', ');
    throw new ShapeError('recipe', `hold ${known} only`, describeValue(unknown), where);
  }
  const filled: Record<string, unknown> = { ...recipe, ...commonSettings(recipe) };
  const checked = Object.entries(all).map(([name, rule]) => {
    checkSetting(name, filled[name], rule, where);
    return [name, filled[name]];
  });
  return Object.fromEntries(checked) as R;
}

function checkSetting(name: string, value: unknown, rule: Rule, where: string): void {
  if (typeof rule === 'number') {
    if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= rule) return;
    throw new ShapeError(name, `be an integer from 1 to ${rule}`, describeValue(value), where);
  }
  if ('from' in rule) {
    const isNumber = typeof value === 'number' && (!rule.whole || Number.isSafeInteger(value));
    if (isNumber && value >= rule.from && value < rule.below) return;
    throw new ShapeError(
      name,
      `be ${rule.whole ? 'an integer' : 'a number'} from ${rule.from} to below ${rule.below}`,
      describeValue(value),
      where,
    );
  }
  if (rule.includes(value as string)) return;
  const words = rule.map((word) => `'${word}'`);
  const expected = [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ');
  throw new ShapeError(name, `be ${expected}`, describeValue(value), where);
}
