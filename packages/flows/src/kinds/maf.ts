import type { Rng } from '@sbi/core';
import type { Weights } from '../conditional.ts';
import { linearStart } from '../initializers.ts';
import type { Initializer } from '../parameters.ts';
import { type CompleteRecipe, checkSettings, type FlowRecipe, type Rule } from '../recipe.ts';
import type { FlowKind, ModelShape, ResidualModel } from '../residualModel.ts';
import { MaskedAutoregressive, RAW_UNIT_SCALE } from '../transforms/maskedAutoregressive.ts';
import { NormalThroughSteps } from './normalThroughSteps.ts';
import { checkOrders, drawOrders, type Order } from './orders.ts';
import { prefixed, weightsUnder } from './prefixes.ts';

/** The recipe of `maf`. */
export interface MafRecipe extends CompleteRecipe {
  readonly kind: 'maf';
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

const RULES: Readonly<Record<string, Rule>> = {
  transforms: 4096,
  hidden: 4096,
  blocks: 4096,
  dropout: { from: 0, below: 1 },
  order: ['random', 'reversed'],
  start: ['random', 'identity'],
};

const check = (recipe: FlowRecipe, where: string): MafRecipe => checkSettings(recipe, 'maf', RULES, where);

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
export function maf(options: Partial<Omit<MafRecipe, 'kind'>> = {}): MafRecipe {
  const defaults = { transforms: 5, hidden: 50, blocks: 2, dropout: 0, order: 'reversed', start: 'identity' };
  return check({ kind: 'maf', ...defaults, ...options }, 'maf');
}

function build(recipe: FlowRecipe, { dim, context, drawn }: ModelShape, where: string): ResidualModel {
  const { transforms, hidden, blocks, dropout, start } = recipe as MafRecipe;
  const orders = checkOrders(drawn, transforms, dim, where);
  const steps = orders.map((order) => new MaskedAutoregressive({ order, context, hidden, blocks }));
  const weights = prefixed(steps.map((step) => step.weights));
  return {
    weights,
    initialize: start === 'random' ? linearStart(weights) : identityStart(linearStart(weights), dim),
    masks: () => prefixed(steps.map((step) => step.masks())),
    given: (named: Weights, at, rng) => {
      const made = steps.map((step, i) =>
        step.given(weightsUnder(named, `transforms.${i}.`), at, rng && { rate: dropout, rng: rng.fork(i) }),
      );
      return new NormalThroughSteps(dim, made);
    },
    fused: {
      name: 'SbiMaf',
      attributes: { orders: orders.map((order) => [...order]), context, hidden, blocks },
    },
  };
}

/** The last layer of every step gives shift 0 and scale 1. */
function identityStart(other: Initializer, dim: number): Initializer {
  return (name, size, rng) => {
    if (!/^transforms\.\d+\.output\./.test(name)) return other(name, size, rng);
    const scales = name.endsWith('.bias') ? RAW_UNIT_SCALE : 0;
    return Float32Array.from({ length: size }, (_, i) => (i >= dim ? scales : 0));
  };
}

/** What `maf` makes. */
export const mafKind: FlowKind = {
  check,
  build,
  draw: (recipe, dim, rng: Rng) => {
    const { order, transforms } = recipe as MafRecipe;
    return { orders: drawOrders(order, transforms, dim, rng) };
  },
};
