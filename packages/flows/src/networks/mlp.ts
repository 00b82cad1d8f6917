import { type Shape, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Network, NetworkRecipe } from '../network.ts';
import { ACTIVATIONS, type Activation } from './activation.ts';
import { applyLayers, type LayersOptions, layerAttributes, layerWeights } from './layers.ts';
import { checkSettings, count, type Rules, word } from './settings.ts';

/** Settings of fully connected layers, which every network here ends in. */
export interface HeadSettings {
  /** Units of every hidden layer (50). */
  readonly hidden: number;
  /** Hidden layers. */
  readonly layers: number;
  /** Numbers that it gives for one x (20). */
  readonly outputs: number;
  readonly activation: Activation;
  /** Whether the last layer has the activation too, as in sbi, or gives its sums as they are. */
  readonly last: 'linear' | 'activated';
}

/** A fully connected network as plain JSON. */
export interface MlpRecipe extends NetworkRecipe, HeadSettings {
  readonly kind: 'mlp';
}

/** Rules for the settings of fully connected layers. */
export const HEAD: Rules = {
  hidden: count(1, 4096),
  layers: count(0, 64),
  outputs: count(1, 4096),
  activation: word(...ACTIVATIONS),
  last: word('linear', 'activated'),
};

/**
 * The recipe of a fully connected network, which reads all numbers of x: two hidden layers of 50 units, 20 outputs.
 *
 * Python sbi's `FCEmbedding()` is `mlp({ layers: 1, last: 'activated' })`: sbi's `num_layers` counts the last layer too.
 *
 * @throws ShapeError naming a setting that is unknown or out of range
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf, mlp } from '@sbi/flows';
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1, 5], [2, 4], [3, 9]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1, embedding: mlp({ outputs: 4 }) });
 * console.log(flow.parameters.spec['embedding.output.kernel'].join()); // → 50,4
 */
export function mlp(options: Partial<HeadSettings> = {}): MlpRecipe {
  const recipe = {
    kind: 'mlp',
    hidden: 50,
    layers: 2,
    outputs: 20,
    activation: 'relu',
    last: 'linear',
    ...options,
  };
  return checkSettings<MlpRecipe>(recipe, HEAD, 'mlp');
}

export function makeMlp(recipe: NetworkRecipe, xShape: Shape, where: string): Network {
  const settings = checkSettings<MlpRecipe>(recipe, HEAD, where);
  const layers: LayersOptions = { ...settings, inputs: sizeOf(xShape) };
  return {
    weights: layerWeights(layers),
    outputs: settings.outputs,
    apply: (weights, x) => applyLayers(weights, tf.reshape(x, [-1, layers.inputs]), layers),
    fused: { attributes: layerAttributes(layers) },
  };
}
