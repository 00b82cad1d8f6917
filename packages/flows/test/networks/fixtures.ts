import { readFileSync } from 'node:fs';
import { convolution1d, convolution2d, deepSet, mlp, type NetworkRecipe } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';

/** Numbers of Python, evaluated in float64; the script beside the fixtures makes them. */
export interface Stored {
  readonly dtype: 'float32' | 'float64';
  readonly shape: readonly number[];
  readonly data: string;
}

/** What every fixture of a network holds; those of sbi also its flow. */
export interface NetworkFixture {
  readonly xShape: readonly number[];
  readonly tensors: Readonly<Record<string, Stored>>;
  readonly points: { readonly x: Stored; readonly embedded: Stored };
}

/** A network of sbi and the flow behind it. */
export interface SbiFixture extends NetworkFixture {
  readonly hidden: number;
  readonly orders: readonly (readonly number[])[];
  readonly standardise: Record<'theta' | 'x', { readonly mean: Stored; readonly sd: Stored }>;
  readonly points: NetworkFixture['points'] & { readonly theta: Stored; readonly logProb: Stored };
}

/** sbi's networks with all its defaults. */
export const sbiRecipes: Readonly<Record<string, NetworkRecipe>> = {
  Mlp: mlp({ layers: 1, last: 'activated' }),
  Convolution1d: convolution1d({ channels: [6, 12], padding: 1, last: 'activated' }),
  Convolution2d: convolution2d({ channels: [6, 12], padding: 1, last: 'activated' }),
  DeepSet: deepSet({
    trial: mlp({ layers: 1, outputs: 5, last: 'activated' }),
    aggregate: 'sum',
    count: 'number',
    hidden: 100,
    last: 'activated',
  }),
};

export function load<T extends NetworkFixture>(name: string): T {
  const url = new URL(`../fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}

export function numbers({ dtype, data }: Stored): Float64Array {
  const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
  return Float64Array.from(dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer));
}

export function tensor(stored: Stored): tf.Tensor {
  return tf.tensor(Float32Array.from(numbers(stored)), [...stored.shape], 'float32');
}
