import { describeValue, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Network, NetworkRecipe } from '../network.ts';
import { checkSettings, type Rules } from './settings.ts';

/** A network that passes some numbers of x on, as plain JSON. */
export interface ScreenRecipe extends NetworkRecipe {
  readonly kind: 'screen';
  /** Places in x, from 0, each higher than the one before. */
  readonly columns: readonly number[];
}

const RULES: Rules = {
  columns: {
    expected: 'be a list of places, integers from 0, each higher than the one before',
    fits: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((place, i) => Number.isSafeInteger(place) && place > (i === 0 ? -1 : value[i - 1])),
  },
};

/**
 * The recipe of a network that passes on some numbers of a vector x [C] and leaves the others: it has no weights. The
 * regression in front of the flow reads no others either. `preset: 'auto'` of `npe` screens an x of many numbers.
 *
 * @param columns places in x, from 0, in order
 * @throws ShapeError for places that are none, or not in order
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf, screen } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1, 5, 0], [2, 4, 1], [3, 9, 0]]) };
 * using flow = buildFlow(maf({ zScoreX: 'none' }), rows, { seed: 1, embedding: screen([0, 2]) });
 * console.log((await flow.embed(tf.tensor1d([2, 7, 1])).data()).join(' ')); // → 2 1
 */
export function screen(columns: readonly number[]): ScreenRecipe {
  return checkSettings<ScreenRecipe>({ kind: 'screen', columns }, RULES, 'screen');
}

export function makeScreen(recipe: NetworkRecipe, xShape: Shape, where: string): Network {
  const { columns } = checkSettings<ScreenRecipe>(recipe, RULES, where);
  const [count = 0, ...rest] = xShape;
  if (rest.length > 0) {
    throw new ShapeError('xShape', 'be that of a vector, [C], for screen', describeValue(xShape), where);
  }
  const last = columns.at(-1) as number;
  if (last >= count) throw new ShapeError('screen.columns', `be below ${count}`, String(last), where);
  const outputs = columns.length;
  return {
    weights: {},
    outputs,
    columns,
    // a product with zeros and ones: gather has no gradient on every backend
    apply: (_, x) => {
      const chosen = new Float32Array(count * outputs);
      columns.forEach((place, i) => {
        chosen[place * outputs + i] = 1;
      });
      return tf.matMul(x as tf.Tensor2D, tf.tensor2d(chosen, [count, outputs]));
    },
  };
}
