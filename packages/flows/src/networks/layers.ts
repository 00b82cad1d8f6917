import type { Shape } from '@sbi/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { WeightSpec, Weights } from '../conditional.ts';
import { dense } from '../ops/dense.ts';
import type { Attributes } from '../ops/runFused.ts';
import { type Activation, activate } from './activation.ts';

/** Fully connected layers; those before the last have an activation. */
export interface LayersOptions {
  readonly inputs: number;
  /** Units of every hidden layer. */
  readonly hidden: number;
  /** Hidden layers. */
  readonly layers: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** Whether the last layer has the activation too. */
  readonly last: 'linear' | 'activated';
}

/** The numbers between the layers: [inputs, hidden …, outputs]. */
function widthsOf({ inputs, hidden, layers, outputs }: LayersOptions): number[] {
  return [inputs, ...new Array<number>(layers).fill(hidden), outputs];
}

/** The weights of fully connected layers, [inputs] → hidden … → [outputs]. */
export function layerWeights(options: LayersOptions): WeightSpec {
  const { layers } = options;
  const widths = widthsOf(options);
  return Object.fromEntries(
    widths.slice(1).flatMap((width, i): [string, Shape][] => [
      [`${layerName(i, layers)}.kernel`, [widths[i] as number, width]],
      [`${layerName(i, layers)}.bias`, [width]],
    ]),
  );
}

/** [..., inputs] → [..., outputs] through the layers whose weights are named so. */
export function applyLayers(weights: Weights, x: tf.Tensor, options: LayersOptions): tf.Tensor {
  const { layers, activation, last } = options;
  let features = x;
  for (let i = 0; i <= layers; i++) {
    const name = layerName(i, layers);
    const sums = dense(
      features,
      weights[`${name}.kernel`] as tf.Tensor,
      weights[`${name}.bias`] as tf.Tensor,
    );
    features = i < layers || last === 'activated' ? activate(sums, activation) : sums;
  }
  return features;
}

/** What fused kernels are told of the layers. */
export function layerAttributes(options: LayersOptions): Attributes {
  const { activation, last } = options;
  const end = last === 'activated' ? activation : 'none';
  return { kind: 'layers', widths: widthsOf(options), activation, last: end };
}

function layerName(i: number, layers: number): string {
  return i < layers ? `hidden.${i}` : 'output';
}

/** The same weights under longer names. */
export function prefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** Those of the weights whose names begin so, under what is left of their names. */
export function unprefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  const own = Object.entries(named).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length + 1), value]));
}
