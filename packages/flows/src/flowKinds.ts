import { describeValue, ShapeError } from '@sbi/core';
import { isJson } from './json.ts';
import { autoregressiveSplineKind } from './kinds/autoregressiveSpline.ts';
import { couplingKind } from './kinds/coupling.ts';
import { mafKind } from './kinds/maf.ts';
import { mdnKind } from './kinds/mdn.ts';
import { nsfKind } from './kinds/nsf.ts';
import { checkCommon, type FlowRecipe } from './recipe.ts';
import type { BuildModel, FlowKind } from './residualModel.ts';

const BUILT_IN: Readonly<Record<string, FlowKind>> = {
  maf: mafKind,
  autoregressiveSpline: autoregressiveSplineKind,
  coupling: couplingKind,
  nsf: nsfKind,
  mdn: mdnKind,
};

const registered = new Map<string, FlowKind>();

/**
 * Makes a flow of your own known under the kind of its recipes: from then on `buildFlow` takes it like any other, and model
 * files that name it can be read. Once more with the same kind replaces it. A recipe is plain JSON.
 *
 * `build` gets a recipe of that kind (from a file, whatever it holds: check it) and gives the model q(residual | context):
 * weights, their start, and a `Distribution`.
 *
 * @param more `draw` for what is drawn at random once; `check`, which copies a recipe and refuses a wrong one
 * @throws ShapeError for a kind that is built in, or no name
 * @example
 * import { matrix } from '@sbi/core';
 * import { DiagNormal } from '@sbi/distributions';
 * import { buildFlow, registerFlow } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * // A normal distribution of one width around a linear function of the context.
 * registerFlow('linear-normal', (recipe, { dim, context }) => ({
 *   weights: { kernel: [context, dim], scale: [dim] },
 *   initialize: (name, size) => new Float32Array(size).fill(name === 'scale' ? 1 : 0),
 *   given: ({ kernel, scale }, x) => {
 *     const loc = tf.reshape(tf.matMul(tf.reshape(x, [-1, context]), kernel), [...x.shape.slice(0, -1), dim]);
 *     return new DiagNormal(loc, tf.add(tf.abs(scale), 1e-3));
 *   },
 * }));
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1], [2], [3]]) };
 * using flow = buildFlow({ kind: 'linear-normal' }, rows, { seed: 1 });
 * console.log(flow.parameters.size); // → 2
 */
export function registerFlow(kind: string, build: BuildModel, more: Omit<FlowKind, 'build'> = {}): void {
  const where = 'registerFlow';
  if (typeof kind !== 'string' || kind === '') {
    throw new ShapeError('kind', 'be a name', describeValue(kind), where);
  }
  if (Object.hasOwn(BUILT_IN, kind)) {
    throw new ShapeError('kind', 'be none of the built-in ones', describeValue(kind), where);
  }
  if (typeof build !== 'function') {
    throw new ShapeError('build', 'be a function from a recipe to a model', describeValue(build), where);
  }
  registered.set(kind, { ...more, build });
}

/** The kind of a recipe. @throws ShapeError naming the kinds that are known */
export function kindOf(recipe: FlowRecipe, where: string): FlowKind {
  const kind: unknown = recipe?.kind;
  if (typeof kind !== 'string') {
    throw new ShapeError('recipe', 'be one, as from maf()', describeValue(recipe), where);
  }
  const found = Object.hasOwn(BUILT_IN, kind) ? BUILT_IN[kind] : registered.get(kind);
  if (found) return found;
  const known = [...Object.keys(BUILT_IN), ...registered.keys()].join(', ');
  const expected = `be of a known kind, ${known}, or be registered first by registerFlow`;
  throw new ShapeError('recipe', expected, describeValue(kind), where);
}

/** A copy of a recipe. @throws ShapeError naming the first setting that is wrong */
export function checkRecipe(recipe: FlowRecipe, where: string): FlowRecipe {
  const kind = kindOf(recipe, where);
  expectJson(recipe, 'recipe', where);
  checkCommon(recipe, where);
  return kind.check?.(recipe, where) ?? structuredClone(recipe);
}

/** @throws ShapeError naming the first setting of a recipe that a model file cannot carry */
export function expectJson(recipe: object, argument: string, where: string): void {
  const bad = Object.entries(recipe).find(([, value]) => value !== undefined && !isJson(value));
  if (!bad) return;
  const name = `${argument}.${bad[0].slice(0, 40)}`;
  throw new ShapeError(name, 'be plain JSON, at most 8 deep', describeValue(bad[1]), where);
}
