import { ShapeError } from '@sbi/core';
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

/**
 * The recipe of a masked autoregressive flow (Papamakarios et al. 2017): 5 steps of 50 hidden units.
 *
 * Starts as a regression of θ on x with the identity on top. In one dimension a MAF is only a Gaussian whose mean and
 * width depend on x.
 *
 * @throws ShapeError for a setting that is not a positive integer or not one of its words.
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

const WORDS = {
  kind: ['maf'],
  order: ['random', 'reversed'],
  start: ['random', 'identity'],
  precondition: ['standardize', 'regression'],
} as const;

/** The recipe itself, if every setting is in order. @throws ShapeError naming the first that is not. */
export function checkRecipe(recipe: FlowRecipe, where: string): FlowRecipe {
  for (const [name, words] of Object.entries(WORDS)) {
    const value = recipe[name as keyof typeof WORDS];
    if (!(words as readonly string[]).includes(value)) {
      throw new ShapeError(name, `be ${words.map((word) => `'${word}'`).join(' or ')}`, String(value), where);
    }
  }
  for (const name of ['transforms', 'hidden', 'blocks'] as const) {
    const value = recipe[name];
    if (!Number.isSafeInteger(value) || value < 1 || value > 4096) {
      throw new ShapeError(name, 'be an integer from 1 to 4096', String(value), where);
    }
  }
  return recipe;
}
