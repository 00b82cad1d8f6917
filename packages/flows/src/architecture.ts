import { asShape, describeValue, type Shape, ShapeError, sizeOf } from '@sbi/core';
import type { WeightSpec } from './conditional.ts';
import { weightCount } from './parameters.ts';
import { checkRecipe, type FlowRecipe } from './recipe.ts';
import { MaskedAutoregressive } from './transforms/maskedAutoregressive.ts';

/** The architecture of a flow: its recipe with everything resolved that building drew or counted. Plain data. */
export interface Architecture {
  readonly recipe: FlowRecipe;
  /** For each step, the place of every coordinate in its order. */
  readonly orders: readonly (readonly number[])[];
  /** The shape of one x. */
  readonly xShape: Shape;
}

/** More than this is a slip: no machine trains it, and no model file carries it. */
const MOST_WEIGHTS = 1e8;
const MOST_TENSORS = 10_000;
const MOST_AXES = 4;

/** The autoregressive steps of an architecture, in the density direction. */
export function stepsOf({ recipe, orders, xShape }: Architecture): MaskedAutoregressive[] {
  const { hidden, blocks } = recipe;
  return orders.map((order) => new MaskedAutoregressive({ order, context: sizeOf(xShape), hidden, blocks }));
}

/** The layout of all weights of an architecture: `transforms.0.input.kernel`, … */
export function layoutOf(architecture: Architecture): WeightSpec {
  const entries = stepsOf(architecture).flatMap(({ weights }, i) =>
    Object.entries(weights).map(([name, shape]) => [`transforms.${i}.${name}`, shape] as const),
  );
  return Object.fromEntries(entries);
}

/**
 * A copy of an architecture, checked before anything of its size is made.
 *
 * @param most how many weights it may have at most, and how many tensors they may fill
 * @throws ShapeError naming the first entry that is out of order
 */
export function checkArchitecture(
  { recipe, orders, xShape }: Architecture,
  where: string,
  most: { weights: number; tensors: number } = { weights: MOST_WEIGHTS, tensors: MOST_TENSORS },
): Architecture {
  const checked = checkRecipe(recipe, where);
  if (asShape(xShape, where).length === 0 || xShape.length > MOST_AXES || sizeOf(xShape) === 0) {
    throw new ShapeError('xShape', `have 1 to ${MOST_AXES} axes, none empty`, describeValue(xShape), where);
  }
  const [first] = orders;
  if (
    !first ||
    orders.length !== checked.transforms ||
    orders.some(({ length }) => length !== first.length)
  ) {
    const expected = `hold an order of all coordinates for each of ${checked.transforms} transforms`;
    throw new ShapeError('orders', expected, describeValue(orders), where);
  }
  const one = { ...checked, transforms: 1 };
  const spec = layoutOf({ recipe: one, orders: [first], xShape });
  const weights = weightCount(spec) * checked.transforms;
  if (weights > most.weights) {
    throw new ShapeError('recipe', `have at most ${most.weights} weights`, `one of ${weights}`, where);
  }
  const tensors = Object.keys(spec).length * checked.transforms;
  if (tensors > most.tensors) {
    throw new ShapeError('recipe', `have at most ${most.tensors} weight tensors`, `one of ${tensors}`, where);
  }
  return { recipe: checked, orders: orders.map((order) => [...order]), xShape: [...xShape] };
}
