import { describeValue, noGrad, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { MakeNetwork, Network, NetworkRecipe } from '../network.ts';
import { checkSettings, recipe as isRecipe, orNothing, type Rules } from './settings.ts';

/** A network over an x of which some entries may be missing, as plain JSON. */
export interface MaskedRecipe extends NetworkRecipe {
  readonly kind: 'masked';
  /** The network that reads numbers and marks; null: the flow reads them itself. */
  readonly reader: NetworkRecipe | null;
}

const RULES: Rules = { reader: orNothing(isRecipe) };

/**
 * The recipe of a network over a vector x [C] of which any entries may be NaN, that is missing: it gives C numbers, 0 where
 * one is missing, and C marks, 1 where one is missing. It has no weights of its own.
 *
 * An estimator answers well for a pattern of missing entries only if it has seen such patterns: `npe` with
 * `missing: 'mask'` shows it random ones.
 *
 * @param options.reader a network that reads the 2C numbers, such as `mlp()`; without it the flow does
 * @throws ShapeError for a reader that is no recipe
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf, masked } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1, 5], [2, NaN], [3, 9]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1, embedding: masked() });
 * const context = flow.embed(tf.tensor1d([2, NaN]));
 * console.log((await context.data()).join(' ')); // → 0 0 0 1
 */
export function masked(options: { readonly reader?: NetworkRecipe | null } = {}): MaskedRecipe {
  return checkSettings<MaskedRecipe>({ kind: 'masked', reader: null, ...options }, RULES, 'masked');
}

export function makeMasked(
  recipe: NetworkRecipe,
  xShape: Shape,
  where: string,
  makeReader: MakeNetwork,
): Network {
  const { reader } = checkSettings<MaskedRecipe>(recipe, RULES, where);
  const [count = 0, ...rest] = xShape;
  if (rest.length > 0) {
    throw new ShapeError('xShape', 'be that of a vector, [C], for masked', describeValue(xShape), where);
  }
  const read = reader && makeReader(reader, [2 * count], where);
  const marked = (x: tf.Tensor) => {
    const missing = noGrad(() => tf.isNaN(x));
    const marks = noGrad(() => tf.cast(missing, 'float32'));
    return tf.concat([tf.where(missing, tf.zerosLike(x), x), marks], -1);
  };
  if (!read) return { weights: {}, outputs: 2 * count, rows: 'entries', apply: (_, x) => marked(x) };
  const { fused, apply, ...others } = read;
  const prepare = (x: tf.Tensor) => fused?.prepare?.(marked(x)) ?? marked(x);
  return {
    ...others,
    rows: 'entries',
    apply: (weights, x) => apply(weights, marked(x)),
    ...(fused && { fused: { ...fused, prepare } }),
  };
}
