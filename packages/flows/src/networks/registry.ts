import { asShape, describeValue, type Shape, ShapeError, sizeOf } from '@sbi/core';
import type { MakeNetwork, Network, NetworkRecipe, RowKind } from '../network.ts';
import { makeConvolution } from './convolution.ts';
import { makeDeepSet } from './deepSet.ts';
import { makeGru } from './gru.ts';
import { makeMasked } from './masked.ts';
import { makeMlp } from './mlp.ts';
import { makeScreen } from './screen.ts';

const BUILT_IN: Readonly<Record<string, MakeNetwork>> = {
  mlp: makeMlp,
  convolution1d: makeConvolution,
  convolution2d: makeConvolution,
  deepSet: (recipe, xShape, where) => makeDeepSet(recipe, xShape, where, makeNetwork),
  gru: makeGru,
  masked: (recipe, xShape, where) => makeMasked(recipe, xShape, where, makeNetwork),
  screen: makeScreen,
};

const ROW_KINDS: readonly RowKind[] = ['exchangeable', 'series', 'entries'];

const registered = new Map<string, MakeNetwork>();

/**
 * Makes a network of your own known under the kind of its recipes: from then on it is an `embedding` like any other, and
 * model files that name it can be read. Once more with the same kind replaces it.
 *
 * `make` gets a recipe of that kind (from a file, whatever it holds: check it), and the shape of one x.
 *
 * @throws ShapeError for a kind that is built in, or no name
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf, registerNetwork } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * registerNetwork('waves', ({ count }, [length]) => ({
 *   weights: { frequencies: [length, count] },
 *   outputs: count,
 *   apply: ({ frequencies }, x) => tf.sin(tf.matMul(x, frequencies)),
 * }));
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1, 5], [2, 4], [3, 9]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1, embedding: { kind: 'waves', count: 6 } });
 * console.log(flow.parameters.spec['embedding.frequencies'].join()); // → 2,6
 */
export function registerNetwork(kind: string, make: MakeNetwork): void {
  const where = 'registerNetwork';
  if (typeof kind !== 'string' || kind === '') {
    throw new ShapeError('kind', 'be a name', describeValue(kind), where);
  }
  if (Object.hasOwn(BUILT_IN, kind)) {
    throw new ShapeError('kind', 'be none of the built-in ones', describeValue(kind), where);
  }
  if (typeof make !== 'function') {
    throw new ShapeError(
      'make',
      'be a function from recipe and xShape to a network',
      describeValue(make),
      where,
    );
  }
  registered.set(kind, make);
}

/**
 * The network of a recipe for an x of this shape: functions of weights, and none of these. A network made of others makes
 * them so.
 *
 * @param where what to say in an error: who asks
 * @throws ShapeError naming what is unknown or does not fit
 * @example
 * import { makeNetwork, mlp } from '@sbi/flows';
 * console.log(makeNetwork(mlp(), [3], 'here').weights['hidden.0.kernel'].join()); // → 3,50
 */
export function makeNetwork(recipe: NetworkRecipe, xShape: Shape, where: string): Network {
  const kind: unknown = recipe?.kind;
  if (typeof kind !== 'string') {
    throw new ShapeError(
      'embedding',
      'be the recipe of a network, as from mlp()',
      describeValue(recipe),
      where,
    );
  }
  if (Object.hasOwn(BUILT_IN, kind)) return (BUILT_IN[kind] as MakeNetwork)(recipe, xShape, where);
  const make = registered.get(kind);
  if (make) return checkNetwork(make(recipe, xShape, where), kind, where);
  const known = [...Object.keys(BUILT_IN), ...registered.keys()].join(', ');
  const expected = `be of a known kind, ${known}, or be registered first by registerNetwork`;
  throw new ShapeError('embedding', expected, describeValue(kind), where);
}

function checkNetwork(network: Network, kind: string, where: string): Network {
  const { weights, outputs, apply, rows, columns } = network ?? {};
  if (!Number.isSafeInteger(outputs) || outputs < 1) {
    throw new ShapeError(`${kind}.outputs`, 'be an integer from 1', describeValue(outputs), where);
  }
  if (typeof apply !== 'function') {
    throw new ShapeError(`${kind}.apply`, 'be a function', describeValue(apply), where);
  }
  if (rows !== undefined && !ROW_KINDS.includes(rows)) {
    throw new ShapeError(
      `${kind}.rows`,
      "be 'exchangeable', 'series', 'entries' or undefined",
      describeValue(rows),
      where,
    );
  }
  if (columns !== undefined && !(Array.isArray(columns) && columns.every(Number.isSafeInteger))) {
    throw new ShapeError(`${kind}.columns`, 'be a list of places in x', describeValue(columns), where);
  }
  if (typeof weights !== 'object' || weights === null) {
    throw new ShapeError(`${kind}.weights`, 'be a record of shapes', describeValue(weights), where);
  }
  for (const [name, shape] of Object.entries(weights)) {
    if (sizeOf(asShape(shape, where)) > 0) continue;
    throw new ShapeError(`${kind}.weights.${name}`, 'have no empty axis', describeValue(shape), where);
  }
  return network;
}
