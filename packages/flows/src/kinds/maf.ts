import type { Rng } from '@sbi/core';
import { linearStart } from '../initializers.ts';
import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind, ModelShape, ResidualModel } from '../residualModel.ts';
import { MaskedAutoregressive } from '../transforms/maskedAutoregressive.ts';
import type { SplineOptions } from '../transforms/scalarMap.ts';
import { withIdentityStart } from './identityStart.ts';
import { NormalThroughSteps } from './normalThroughSteps.ts';
import { checkOrders, drawOrders, type Order } from './orders.ts';
import { prefixed, weightsUnder } from './prefixes.ts';

/** The settings of a masked autoregressive flow. */
export interface AutoregressiveSettings {
  /** Autoregressive steps. */
  readonly transforms: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers after the input layer. */
  readonly blocks: number;
  /** The share of units of every hidden layer that a training step leaves out. */
  readonly dropout: number;
  /** The order of the coordinates in successive steps: drawn at random, or turned round each time. */
  readonly order: Order;
  /** Weights at the start: random throughout, or with every step the identity. */
  readonly start: 'random' | 'identity';
}

/** The recipe of `maf`. */
export interface MafRecipe extends CompleteRecipe, AutoregressiveSettings {
  readonly kind: 'maf';
}

/** What these settings may be. */
export const AUTOREGRESSIVE_RULES: Readonly<Record<keyof AutoregressiveSettings, Rule>> = {
  transforms: 4096,
  hidden: 4096,
  blocks: 4096,
  dropout: { from: 0, below: 1 },
  order: ['random', 'reversed'],
  start: ['random', 'identity'],
};

const check = (recipe: FlowRecipe, where: string): MafRecipe =>
  checkSettings(recipe, 'maf', AUTOREGRESSIVE_RULES, where);

/**
 * The recipe of a masked autoregressive flow (Papamakarios et al. 2017, https://arxiv.org/abs/1705.07057): 5 steps of 50
 * hidden units, which start as the identity on top of a regression of θ on x.
 *
 * Python sbi's own is `maf({ order: 'random', start: 'random', precondition: 'standardize' })`. In one dimension a MAF is
 * only a Gaussian whose mean and width depend on x: `autoregressiveSpline()` is more.
 *
 * @throws ShapeError for a setting that is unknown, no integer from 1 to 4096, or not one of its words
 * @example
 * import { maf } from '@sbi/flows';
 * console.log(maf({ hidden: 20 }).transforms); // → 5
 */
export function maf(options: Partial<Omit<MafRecipe, 'kind'>> = {}): MafRecipe {
  const defaults = { transforms: 5, hidden: 50, blocks: 2, dropout: 0, order: 'reversed', start: 'identity' };
  return check({ kind: 'maf', ...defaults, ...options }, 'maf');
}

/** The model of masked autoregressive steps, each with or without a spline. */
export function autoregressiveModel(
  { transforms, hidden, blocks, dropout, start }: AutoregressiveSettings,
  { dim, context, drawn }: ModelShape,
  where: string,
  spline?: SplineOptions,
): ResidualModel {
  const orders = checkOrders(drawn, transforms, dim, where);
  const shape = { context, hidden, blocks, ...(spline && { spline }) };
  const steps = orders.map((order) => new MaskedAutoregressive({ order, ...shape }));
  const weights = prefixed(steps.map((step) => step.weights));
  const random = linearStart(weights);
  return {
    weights,
    initialize: start === 'random' ? random : withIdentityStart(random, () => steps[0]?.identityBias()),
    masks: () => prefixed(steps.map((step) => step.masks())),
    given: (named, at, rng) => {
      const made = steps.map((step, i) =>
        step.given(weightsUnder(named, `transforms.${i}.`), at, rng && { rate: dropout, rng: rng.fork(i) }),
      );
      return new NormalThroughSteps(dim, made);
    },
    fused: { name: 'SbiMaf', attributes: { orders: orders.map((order) => [...order]), ...shape } },
  };
}

/** Draws the orders of its steps. */
export function drawStepOrders(recipe: FlowRecipe, dim: number, rng: Rng): { orders: number[][] } {
  const { order, transforms } = recipe as FlowRecipe & AutoregressiveSettings;
  return { orders: drawOrders(order, transforms, dim, rng) };
}

/** What `maf` makes. */
export const mafKind: FlowKind = {
  check,
  build: (recipe, shape, where) => autoregressiveModel(recipe as MafRecipe, shape, where),
  draw: drawStepOrders,
};
