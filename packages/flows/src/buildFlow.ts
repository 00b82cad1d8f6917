import {
  checkSimulations,
  describeValue,
  Rng,
  type Seed,
  ShapeError,
  type Simulations,
  SupportError,
  sizeOf,
} from '@sbi/core';
import { type Architecture, checkArchitecture, layoutOf } from './architecture.ts';
import { ConditionalFlow } from './conditionalFlow.ts';
import { uniformFanIn } from './initializers.ts';
import { type Initializer, Parameters } from './parameters.ts';
import { type Bounds, fitPreconditioner } from './precondition/fit.ts';
import { checkRecipe, type FlowRecipe } from './recipe.ts';
import { RAW_UNIT_SCALE } from './transforms/maskedAutoregressive.ts';

export interface BuildOptions {
  /** Names the stream that orders and weights are drawn from. */
  readonly seed: Seed;
  /** Bounds that no draw may leave, of a prior's support; without them θ ranges over all of R^D. */
  readonly bounds?: Bounds;
}

/**
 * Makes the flow of a recipe: shapes, scales and regression from training rows, weights from the seed. It is not trained:
 * with `start: 'identity'` its density is that of the regression alone.
 *
 * The same rows and seed make the same flow, bit for bit. With fewer than 5 rows for every number of x, or an x of
 * several axes, the regression leaves x out and θ is only scaled.
 *
 * The caller owns the flow.
 *
 * @param rows at least two simulations, in random order; finite numbers
 * @throws ShapeError when the recipe, the rows or the bounds do not fit
 * @throws SupportError naming the first row of θ that lies outside the bounds
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf } from '@sbi/flows';
 * const rows = { theta: matrix([[0, 1], [1, 3], [2, 2]]), x: matrix([[1], [2], [3]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1 });
 * console.log(flow.dim, flow.parameters.size); // → 2 27770
 */
export function buildFlow(recipe: FlowRecipe, rows: Simulations, options: BuildOptions): ConditionalFlow {
  const checked = checkRecipe(recipe, 'buildFlow');
  checkSimulations(rows, 'buildFlow');
  if (typeof options !== 'object' || options === null) {
    throw new ShapeError('options', 'be { seed, bounds? }', describeValue(options), 'buildFlow');
  }
  const { theta, x, xShape } = rows;
  const { bounds, seed } = options;
  if (theta.rows < 2) {
    throw new ShapeError('simulations', 'have at least two rows', String(theta.rows), 'buildFlow');
  }
  if (bounds) expectWithin(bounds, rows);
  const rng = Rng.from(seed);
  const orders = drawOrders(checked, theta.columns, rng.fork('orders'));
  const drawn: Architecture = { recipe: checked, orders, xShape: xShape ?? [x.columns] };
  const architecture = checkArchitecture(drawn, 'buildFlow');
  const start = initializer(architecture, theta.columns);
  const preconditioner = fitPreconditioner(rows, checked.precondition, bounds);
  const parameters = Parameters.initialized(layoutOf(architecture), start, rng.fork('weights'));
  return new ConditionalFlow(architecture, parameters, preconditioner);
}

function expectWithin({ low, high }: Bounds, { theta }: Simulations): void {
  const dim = theta.columns;
  for (const [name, list] of Object.entries({ low, high })) {
    if (list?.length === dim) continue;
    const expected = `hold ${dim} numbers, one for each column of theta`;
    throw new ShapeError(`bounds.${name}`, expected, describeValue(list), 'buildFlow');
  }
  for (let j = 0; j < dim; j++) {
    if (Math.fround(low[j] as number) < Math.fround(high[j] as number)) continue;
    const received = `${low[j]} and ${high[j]} at index ${j}`;
    throw new ShapeError('bounds.low', 'be below bounds.high in float32', received, 'buildFlow');
  }
  theta.data.forEach((value, i) => {
    const [row, j] = [Math.floor(i / dim), i % dim];
    if (value >= Math.fround(low[j] as number) && value <= Math.fround(high[j] as number)) return;
    const message = `theta must lie within the bounds; received ${value} in row ${row}, column ${j} (buildFlow).`;
    throw new SupportError('theta', row, message);
  });
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
    if (layer !== 'output' || recipe.start === 'random') {
      return uniformFanIn(size, fanIn[layer] ?? recipe.hidden, rng);
    }
    return Float32Array.from({ length: size }, (_, i) => (part === 'bias' && i >= dim ? RAW_UNIT_SCALE : 0));
  };
}
