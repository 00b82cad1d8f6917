import { describeValue, noGrad, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { MakeNetwork, Network, NetworkRecipe } from '../network.ts';
import {
  applyLayers,
  type LayersOptions,
  layerAttributes,
  layerWeights,
  prefixed,
  unprefixed,
} from './layers.ts';
import { presentRows, withoutMissingRows } from './missing.ts';
import { HEAD, type HeadSettings, mlp } from './mlp.ts';
import { checkSettings, recipe as isRecipe, type Rules, word } from './settings.ts';

/** Settings of a network over a set of exchangeable trials. */
export interface DeepSetSettings extends HeadSettings {
  /** The network that reads one trial (`mlp()`). */
  readonly trial: NetworkRecipe;
  /** What is made of the trials' outputs: their mean, or their sum as in sbi. */
  readonly aggregate: 'mean' | 'sum';
  /** How the number of trials n goes with it: ln n, or n as in sbi. */
  readonly count: 'log' | 'number';
}

/** A network over exchangeable trials as plain JSON. */
export interface DeepSetRecipe extends NetworkRecipe, DeepSetSettings {
  readonly kind: 'deepSet';
}

const RULES: Rules = {
  trial: isRecipe,
  aggregate: word('mean', 'sum'),
  count: word('log', 'number'),
  ...HEAD,
};

/**
 * The recipe of a network over a set of exchangeable trials x [N, ...trial]: any number of them up to N, in any order.
 *
 * Zaheer et al. 2017, *Deep Sets*, https://arxiv.org/abs/1703.06114: one network reads every trial, their outputs are
 * averaged, and another reads the average and the number of trials. Missing trials are rows of NaN, anywhere. Python sbi's
 * `PermutationInvariantEmbedding(FCEmbedding(L, 20), 20)` is `deepSet({ trial: mlp({ layers: 1, last: 'activated' }),
 * aggregate: 'sum', count: 'number', hidden: 100, last: 'activated' })`.
 *
 * @throws ShapeError naming a setting that is unknown or out of range
 * @example
 * import { matrixOf, Rng } from '@sbi/core';
 * import { buildFlow, deepSet, maf } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const rng = Rng.fromSeed(1);
 * const numbers = (count) => Float32Array.from({ length: count }, () => rng.normal());
 * const rows = { theta: matrixOf(numbers(10), 1), x: matrixOf(numbers(10 * 8), 8), xShape: [4, 2] }; // 4 trials of 2 numbers
 * using flow = buildFlow(maf(), rows, { seed: 2, embedding: deepSet() });
 * using q = flow.given(tf.tensor2d([[1, 2], [3, 4], [NaN, NaN], [NaN, NaN]])); // two trials only
 * console.log(Number.isFinite((await q.logProb(tf.zeros([1])).data())[0])); // → true
 */
export function deepSet(options: Partial<DeepSetSettings> = {}): DeepSetRecipe {
  const recipe = {
    kind: 'deepSet',
    trial: mlp(),
    aggregate: 'mean',
    count: 'log',
    hidden: 50,
    layers: 1,
    outputs: 20,
    activation: 'relu',
    last: 'linear',
    ...options,
  };
  return checkSettings<DeepSetRecipe>(recipe, RULES, 'deepSet');
}

export function makeDeepSet(
  recipe: NetworkRecipe,
  xShape: Shape,
  where: string,
  makeTrial: MakeNetwork,
): Network {
  const settings = checkSettings<DeepSetRecipe>(recipe, RULES, where);
  if (xShape.length < 2) {
    throw new ShapeError('xShape', 'be [trials, ...trial] for deepSet', describeValue(xShape), where);
  }
  const [most = 0, ...trialShape] = xShape;
  const trial = makeTrial(settings.trial, trialShape, where);
  const head: LayersOptions = { ...settings, inputs: trial.outputs + 1 };
  return {
    weights: { ...prefixed('trial', trial.weights), ...prefixed('head', layerWeights(head)) },
    outputs: settings.outputs,
    rows: 'exchangeable',
    row: trial,
    ...fusedSet(settings, most, trial, head),
    apply: (weights, x) => {
      const present = presentRows(x); // [B, N]
      const count = noGrad(() => tf.maximum(tf.sum(present, 1, true), 1));
      const trials = tf.reshape(withoutMissingRows(x, present), [-1, ...trialShape]);
      const outputs = tf.reshape(trial.apply(unprefixed('trial', weights), trials), [
        -1,
        most,
        trial.outputs,
      ]);
      const sum = tf.sum(tf.mul(outputs, tf.expandDims(present, -1)), 1);
      const combined = settings.aggregate === 'mean' ? tf.div(sum, count) : sum;
      const number = settings.count === 'log' ? noGrad(() => tf.log(count)) : count;
      return applyLayers(unprefixed('head', weights), tf.concat([combined, number], -1), head);
    },
  };
}

/** For kernels, where they know the network of a trial. */
function fusedSet(
  { aggregate, count }: DeepSetSettings,
  members: number,
  { fused }: Network,
  head: LayersOptions,
): Pick<Network, 'fused'> {
  if (!fused || fused.prepare) return {};
  const trial = fused.attributes;
  return {
    fused: { attributes: { kind: 'deepSet', members, trial, aggregate, count, head: layerAttributes(head) } },
  };
}
