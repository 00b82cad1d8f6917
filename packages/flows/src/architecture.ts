import { asShape, describeValue, type Shape, ShapeError, sizeOf } from '@sbi/core';
import type { WeightSpec } from './conditional.ts';
import { checkRecipe, expectJson, kindOf } from './flowKinds.ts';
import type { Network, NetworkRecipe } from './network.ts';
import { makeNetwork } from './networks/registry.ts';
import { weightCount } from './parameters.ts';
import type { FlowRecipe } from './recipe.ts';
import type { Drawn, ResidualModel } from './residualModel.ts';

/** The architecture of a flow: its recipes with everything resolved that building drew or counted. Plain data. */
export interface Architecture {
  readonly recipe: FlowRecipe;
  /** How many coordinates θ has. */
  readonly dim: number;
  /** The shape of one x. */
  readonly xShape: Shape;
  /** The network that x goes through before the flow reads it; without it the flow reads x as it is. */
  readonly embedding?: NetworkRecipe;
  /** What the kind of flow drew once, such as the orders of a MAF. */
  readonly drawn: Drawn;
}

/** What an architecture computes with. */
export interface Parts {
  readonly model: ResidualModel;
  readonly network: Network | undefined;
  /** The layout of all weights: the model's, then `embedding.*`. */
  readonly layout: WeightSpec;
}

/** More than this is a slip: no machine trains it, and no model file carries it. */
const MOST_WEIGHTS = 1e8;
const MOST_TENSORS = 10_000;
const MOST_AXES = 4;
/** Of a regression, whose work grows with their square and cube. */
const MOST_PREDICTORS = 1000;

/** Before the weights of an embedding's names. */
export const EMBEDDING = 'embedding.';

/** The shape of what a flow, or its network, reads of one x: its own, or that of predictions of θ. */
export function contextShape({
  recipe,
  dim,
  xShape,
}: Pick<Architecture, 'recipe' | 'dim' | 'xShape'>): Shape {
  return recipe.reads === 'predictions' ? [dim] : xShape;
}

/** @throws ShapeError naming the first entry that does not fit */
export function partsOf({ recipe, dim, xShape, embedding, drawn }: Architecture, where: string): Parts {
  const network = embedding && makeNetwork(embedding, xShape, where);
  const context = network?.outputs ?? sizeOf(contextShape({ recipe, dim, xShape }));
  const model = kindOf(recipe, where).build(recipe, { dim, context, drawn }, where);
  const own = Object.entries(network?.weights ?? {}).map(
    ([name, shape]) => [EMBEDDING + name, shape] as const,
  );
  return { model, network, layout: { ...model.weights, ...Object.fromEntries(own) } };
}

/**
 * A copy of an architecture, checked before anything of its size is made, and what it computes with.
 *
 * @param most how many weights it may have at most, and how many tensors they may fill
 * @throws ShapeError naming the first entry that is out of order
 */
export function checkArchitecture(
  { recipe, dim, xShape, embedding, drawn }: Architecture,
  where: string,
  most: { weights: number; tensors: number } = { weights: MOST_WEIGHTS, tensors: MOST_TENSORS },
): { architecture: Architecture; parts: Parts } {
  const checked = checkRecipe(recipe, where);
  if (asShape(xShape, where).length === 0 || xShape.length > MOST_AXES || sizeOf(xShape) === 0) {
    throw new ShapeError('xShape', `have 1 to ${MOST_AXES} axes, none empty`, describeValue(xShape), where);
  }
  if (!Number.isSafeInteger(dim) || dim < 1) {
    throw new ShapeError('dim', 'be an integer from 1', describeValue(dim), where);
  }
  if (checked.reads === 'predictions') expectPredictors(xShape, embedding, where);
  if (embedding) expectJson(embedding, 'embedding', where);
  const refuse = (what: string, limit: number, received: number): never => {
    throw new ShapeError('recipe', `have at most ${limit} ${what}`, `one of ${received}`, where);
  };
  const layers = leastLayers(checked);
  if (layers > most.tensors) refuse('weight tensors', most.tensors, layers);
  const architecture: Architecture = {
    recipe: checked,
    dim,
    xShape: [...xShape],
    ...(embedding && { embedding: structuredClone(embedding) }),
    drawn: structuredClone(drawn),
  };
  const parts = partsOf(architecture, where);
  const weights = weightCount(parts.layout);
  if (weights > most.weights) refuse('weights', most.weights, weights);
  const tensors = Object.keys(parts.layout).length;
  if (tensors > most.tensors) refuse('weight tensors', most.tensors, tensors);
  return { architecture, parts };
}

/** @throws ShapeError unless a regression can take all of x */
function expectPredictors(xShape: Shape, embedding: NetworkRecipe | undefined, where: string): void {
  if (!embedding && xShape.length === 1 && (xShape[0] as number) <= MOST_PREDICTORS) return;
  const received = embedding ? describeValue(embedding.kind) : `an x of shape ${describeValue(xShape)}`;
  const expected = `be 'x' but for a vector x of at most ${MOST_PREDICTORS} numbers without an embedding`;
  throw new ShapeError('reads', expected, received, where);
}

/** Kinds of this package have at least a tensor for each block of each transform: told before a list of them is made. */
function leastLayers({ transforms, blocks }: FlowRecipe): number {
  const [steps, each] = [transforms, blocks].map((count) => (typeof count === 'number' ? count : 1));
  return (steps as number) * (each as number);
}
