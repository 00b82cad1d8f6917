import { describeValue, ShapeError } from '@sbi/core';
import type { ZScore } from './precondition/columnScaling.ts';
import type { Preconditioning } from './precondition/fit.ts';
import type { XTransform } from './precondition/xTransform.ts';

/** The settings that every kind of flow has: what is done to θ and x before the trained part sees them. */
export interface CommonSettings {
  /** Whether θ is replaced by its residual from a regression on x ('regression', the default), or only scaled. */
  readonly precondition?: Preconditioning;
  /** How unbounded coordinates of θ are scaled ('independent'). */
  readonly zScoreTheta?: ZScore;
  /** How x is scaled ('robust' under a regression, else 'independent'). */
  readonly zScoreX?: ZScore;
  /** How heavy tails of x are drawn in ('clip' under a regression of an x that is scaled, else 'none'). */
  readonly transformX?: XTransform;
  /**
   * What the trained part and the regression read: x itself ('x', the default), or what a first regression, on all of a vector
   * x, predicts of θ ('predictions'): D numbers, in which many weak ones are gathered.
   */
  readonly reads?: Reads;
}

/** What the trained part of a flow reads. */
export type Reads = 'x' | 'predictions';

/** A flow as plain JSON: it travels in the model file and rebuilds the network. */
export interface FlowRecipe extends CommonSettings {
  /** What builds it: a kind of this package, or one of `registerFlow`. */
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** A recipe of a kind of this package: every setting is there. */
export type CompleteRecipe = FlowRecipe & Filled & Pick<CommonSettings, Optional>;

/** What stands in every recipe. */
type Filled = Required<Omit<CommonSettings, Optional>>;

/** What stands in a recipe only where it was asked for. */
type Optional = (typeof OPTIONAL)[number];

/** What a setting may be: one of some words, an integer from 1 up to a number, or a number in a range. */
export type Rule = readonly string[] | number | Range;

interface Range {
  readonly from: number;
  readonly below: number;
  /** Integers only. */
  readonly whole?: true;
}

const OPTIONAL = ['transformX', 'reads'] as const;
const SCORES: readonly ZScore[] = ['independent', 'structured', 'robust', 'none'];
const COMMON: Readonly<Record<keyof CommonSettings, readonly string[]>> = {
  precondition: ['standardize', 'regression'],
  zScoreTheta: SCORES,
  zScoreX: SCORES,
  transformX: ['none', 'clip', 'asinh', 'log'],
  reads: ['x', 'predictions'],
};

/** The common settings with every default filled in, but for those that stand in a recipe only where they were asked for. */
export function commonSettings(recipe: CommonSettings): Filled {
  const { precondition = 'regression', zScoreTheta = 'independent' } = recipe;
  const zScoreX = recipe.zScoreX ?? (precondition === 'regression' ? 'robust' : 'independent');
  return { precondition, zScoreTheta, zScoreX };
}

/** What is done to θ and x, every default filled in. */
export function scalingsOf(recipe: CommonSettings): Required<CommonSettings> {
  const common = commonSettings(recipe);
  const clips = common.precondition === 'regression' && common.zScoreX !== 'none';
  const { transformX = clips ? 'clip' : 'none', reads = 'x' } = recipe;
  return { ...common, transformX, reads };
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
  const isOptional = (name: string) => OPTIONAL.some((optional) => optional === name);
  const present = Object.entries(all).filter(([name]) => !isOptional(name) || filled[name] !== undefined);
  const checked = present.map(([name, rule]) => {
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
