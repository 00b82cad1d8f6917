import { describeValue, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../conditional.ts';
import type { Network, NetworkRecipe } from '../network.ts';
import { dense } from '../ops/dense.ts';
import { presentRows, withoutMissingRows } from './missing.ts';
import { checkSettings, count, type Rules } from './settings.ts';

/** Settings of a gated recurrent network. */
export interface GruSettings {
  /** Numbers of its state (50). */
  readonly hidden: number;
  /** Numbers that it gives for one x (20). */
  readonly outputs: number;
}

/** A gated recurrent network as plain JSON. */
export interface GruRecipe extends NetworkRecipe, GruSettings {
  readonly kind: 'gru';
}

const RULES: Rules = { hidden: count(1, 4096), outputs: count(1, 4096) };

/**
 * The recipe of a gated recurrent network over a series x [T, C], or a shorter one that ends in rows of NaN: a state of 50
 * numbers reads one time after the other, and a linear layer gives 20 outputs of the last state.
 *
 * Cho et al. 2014, https://arxiv.org/abs/1406.1078, in the form of torch's GRU: with r, z = sigmoid(W x + U h) and
 * n = tanh(W x + r (U h)), h ← (1 − z) n + z h. Its work is one step after the other: a long series is read faster by
 * `convolution1d()`.
 *
 * @throws ShapeError naming a setting that is unknown or out of range
 * @example
 * import { gru } from '@sbi/flows';
 * console.log(gru({ hidden: 30 }).outputs); // → 20
 */
export function gru(options: Partial<GruSettings> = {}): GruRecipe {
  return checkSettings<GruRecipe>({ kind: 'gru', hidden: 50, outputs: 20, ...options }, RULES, 'gru');
}

export function makeGru(recipe: NetworkRecipe, xShape: Shape, where: string): Network {
  const { hidden, outputs } = checkSettings<GruRecipe>(recipe, RULES, where);
  if (xShape.length !== 2) {
    throw new ShapeError('xShape', 'be [times, channels] for gru', describeValue(xShape), where);
  }
  return {
    weights: {
      'input.kernel': [xShape[1] as number, 3 * hidden],
      'input.bias': [3 * hidden],
      'state.kernel': [hidden, 3 * hidden],
      'state.bias': [3 * hidden],
      'output.kernel': [hidden, outputs],
      'output.bias': [outputs],
    },
    outputs,
    rows: 'series',
    apply: (weights, x) => {
      const rows = presentRows(x); // [B, T]
      const present = tf.unstack(tf.expandDims(rows, -1), 1); // T times [B, 1]
      const inputs = tf.unstack(layer(weights, 'input', withoutMissingRows(x, rows)), 1); // T times [B, 3 hidden]
      let state: tf.Tensor = tf.zeros([x.shape[0] as number, hidden]);
      inputs.forEach((input, t) => {
        const next = step(input, state, weights);
        state = tf.add(state, tf.mul(tf.sub(next, state), present[t] as tf.Tensor));
      });
      return layer(weights, 'output', state);
    },
  };
}

/** The state after one more time, whose W x + b come in the order of torch: r, z, n. */
function step(input: tf.Tensor, state: tf.Tensor, weights: Weights): tf.Tensor {
  const [inputR, inputZ, inputN] = tf.split(input, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [stateR, stateZ, stateN] = tf.split(layer(weights, 'state', state), 3, -1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const reset = tf.sigmoid(tf.add(inputR, stateR));
  const keep = tf.sigmoid(tf.add(inputZ, stateZ));
  const fresh = tf.tanh(tf.add(inputN, tf.mul(reset, stateN)));
  return tf.add(fresh, tf.mul(keep, tf.sub(state, fresh)));
}

function layer(weights: Weights, name: string, x: tf.Tensor): tf.Tensor {
  return dense(x, weights[`${name}.kernel`] as tf.Tensor, weights[`${name}.bias`] as tf.Tensor);
}
