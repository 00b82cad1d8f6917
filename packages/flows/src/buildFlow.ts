import { Rng, type Seed, ShapeError, type Simulations, sizeOf } from '@sbi/core';
import { type Architecture, ConditionalFlow, layoutOf } from './conditionalFlow.ts';
import { uniformFanIn } from './initializers.ts';
import { type Initializer, Parameters } from './parameters.ts';
import { type Bounds, fitPreconditioner } from './precondition/fit.ts';
import { checkRecipe, type FlowRecipe } from './recipe.ts';
import { RAW_UNIT_SCALE } from './transforms/maskedAutoregressive.ts';

export interface BuildOptions {
  readonly seed: Seed;
  /** Bounds that no draw may leave, of a prior's support; without them θ ranges over all of R^D. */
  readonly bounds?: Bounds;
}

/**
 * Makes the flow of a recipe: shapes, scales and regression from training rows, weights from the seed.
 *
 * The caller owns the flow. @throws ShapeError when the recipe, the bounds or the rows do not fit.
 */
export function buildFlow(recipe: FlowRecipe, rows: Simulations, options: BuildOptions): ConditionalFlow {
  checkRecipe(recipe, 'buildFlow');
  const { theta, x } = rows;
  const { bounds } = options;
  if (theta.rows < 2)
    throw new ShapeError('rows', 'hold at least two simulations', `${theta.rows}`, 'buildFlow');
  if (bounds && (bounds.low.length !== theta.columns || bounds.high.length !== theta.columns)) {
    throw new ShapeError('bounds', `hold ${theta.columns} numbers each`, `${bounds.low.length}`, 'buildFlow');
  }
  const rng = Rng.from(options.seed);
  const architecture: Architecture = {
    recipe,
    orders: drawOrders(recipe, theta.columns, rng.fork('orders')),
    xShape: rows.xShape ?? [x.columns],
  };
  const start = initializer(architecture, theta.columns);
  const parameters = Parameters.initialized(layoutOf(architecture), start, rng.fork('weights'));
  return new ConditionalFlow(architecture, parameters, fitPreconditioner(rows, recipe.precondition, bounds));
}

function drawOrders({ order, transforms }: FlowRecipe, dim: number, rng: Rng): number[][] {
  const forward = Array.from({ length: dim }, (_, i) => i);
  return Array.from({ length: transforms }, (_, step) => {
    if (order === 'random') return step === 0 ? forward : Array.from(rng.permutation(dim));
    return step % 2 === 0 ? forward : [...forward].reverse();
  });
}

/** torch's uniform start throughout; for an identity start the last layer of every step gives shift 0 and scale 1. */
function initializer({ recipe, xShape }: Architecture, dim: number): Initializer {
  const fanIn: Record<string, number> = { input: dim, context: sizeOf(xShape) };
  return (name, size, rng) => {
    const [, , layer = '', part] = name.split('.');
    if (layer !== 'output' || recipe.start === 'random')
      return uniformFanIn(size, fanIn[layer] ?? recipe.hidden, rng);
    return Float32Array.from({ length: size }, (_, i) => (part === 'bias' && i >= dim ? RAW_UNIT_SCALE : 0));
  };
}
