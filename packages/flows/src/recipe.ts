import { describeValue, ShapeError } from '@sbi/core';
import type { Preconditioning } from './precondition/fit.ts';

/** A flow as plain JSON: it travels in the model file and rebuilds the network. */
export interface FlowRecipe {
  readonly kind: 'maf';
  /** Autoregressive steps. */
  readonly transforms: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers after the input layer. */
  readonly blocks: number;
  /** The order of the coordinates in successive steps: drawn at random, or turned round each time. */
  readonly order: 'random' | 'reversed';
  /** Weights at the start: random throughout, or with every step the identity. */
  readonly start: 'random' | 'identity';
  readonly precondition: Preconditioning;
}

/** What a setting may be: one of some words, or an integer from 1. */
const SETTINGS: Readonly<Record<keyof FlowRecipe, readonly string[] | number>> = {
  kind: ['maf'],
  transforms: 4096,
  hidden: 4096,
  blocks: 4096,
  order: ['random', 'reversed'],
  start: ['random', 'identity'],
  precondition: ['standardize', 'regression'],
};

/**
 * The recipe of a masked autoregressive flow (Papamakarios et al. 2017, https://arxiv.org/abs/1705.07057): 5 steps of 50
 * hidden units, which start as the identity on top of a regression of θ on x.
 *
 * Python sbi's own is `maf({ order: 'random', start: 'random', precondition: 'standardize' })`. In one dimension a MAF is
 * only a Gaussian whose mean and width depend on x.
 *
 * @throws ShapeError for a setting that is unknown, no integer from 1 to 4096, or not one of its words
 * @example
 * import { maf } from '@sbi/flows';
 * console.log(maf({ hidden: 20 }).transforms); // → 5
 */
export function maf(options: Partial<Omit<FlowRecipe, 'kind'>> = {}): FlowRecipe {
  const recipe: FlowRecipe = {
    kind: 'maf',
    transforms: 5,
    hidden: 50,
    blocks: 2,
    order: 'reversed',
    start: 'identity',
    precondition: 'regression',
    ...options,
  };
  return checkRecipe(recipe, 'maf');
}

/** A copy of a recipe, in the order of its settings. @throws ShapeError naming the first setting that is out of order */
export function checkRecipe(recipe: FlowRecipe, where: string): FlowRecipe {
  if (typeof recipe !== 'object' || recipe === null) {
    throw new ShapeError('recipe', 'be one, as from maf()', describeValue(recipe), where);
  }
  const unknown = Object.keys(recipe).find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown !== undefined) {
    const known = Object.keys(SETTINGS).join(', ');
    throw new ShapeError('recipe', `hold ${known} only`, describeValue(unknown), where);
  }
  const checked = Object.entries(SETTINGS).map(([name, allowed]) => {
    const value: unknown = recipe[name as keyof FlowRecipe];
    const fits = typeof allowed === 'number' ? isCount(value, allowed) : allowed.includes(value as string);
    if (fits) return [name, value];
    const expected =
      typeof allowed === 'number'
        ? `be an integer from 1 to ${allowed}`
        : `be ${allowed.map((word) => `'${word}'`).join(' or ')}`;
    throw new ShapeError(name, expected, describeValue(value), where);
  });
  return Object.fromEntries(checked) as FlowRecipe;
}

function isCount(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
}
