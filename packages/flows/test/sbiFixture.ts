import { readFileSync } from 'node:fs';
import { Rng } from '@sbi/core';
import type { FlowRecipe } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, partsOf } from '../src/architecture.ts';
import { ConditionalFlow } from '../src/conditionalFlow.ts';
import { Parameters } from '../src/parameters.ts';
import { Preconditioner } from '../src/precondition/preconditioner.ts';
import type { Drawn } from '../src/residualModel.ts';

/** An array of a fixture: base64 of little-endian bytes. */
export interface Stored {
  readonly dtype: 'float32' | 'float64';
  readonly shape: readonly number[];
  readonly data: string;
}

/** Numbers of one flow of Python sbi, evaluated in float64. */
export interface SbiFlow {
  readonly thetaDim: number;
  readonly xDim: number;
  readonly parameterCount: number;
  readonly standardise: Record<'theta' | 'x', { mean: Stored; sd: Stored }>;
  readonly tensors: Record<string, Stored>;
  readonly points: { theta: Stored; x: Stored; logProb: Stored };
  readonly inverse: { z: Stored; x: Stored; theta: Stored };
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

export function numbers({ dtype, data }: Stored): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return Float64Array.from(
    dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer),
  );
}

export const tensor = (stored: Stored): tf.Tensor =>
  tf.tensor(Float32Array.from(numbers(stored)), [...stored.shape], 'float32');

/** The flow of a recipe with the weights and the standardising of a fixture. */
export function flowOf(fixture: SbiFlow, recipe: FlowRecipe, drawn: Drawn = {}): ConditionalFlow {
  const { thetaDim, xDim, standardise, tensors } = fixture;
  const architecture: Architecture = { recipe, drawn, dim: thetaDim, xShape: [xDim] };
  const { layout } = partsOf(architecture, 'test');
  const flat = Object.keys(layout).flatMap((key) => Array.from(numbers(tensors[key] as Stored)));
  const float = (stored: Stored) => Float32Array.from(numbers(stored));
  const values = {
    low: new Float32Array(thetaDim).fill(Number.NEGATIVE_INFINITY),
    high: new Float32Array(thetaDim).fill(Number.POSITIVE_INFINITY),
    loc: float(standardise.theta.mean),
    scale: float(standardise.theta.sd),
    intercept: new Float32Array(thetaDim),
    slope: new Float32Array(thetaDim * xDim),
    spread: new Float32Array(thetaDim).fill(1),
    xLoc: float(standardise.x.mean),
    xScale: float(standardise.x.sd),
  };
  const parameters = new Parameters(layout, Float32Array.from(flat));
  return new ConditionalFlow(architecture, parameters, new Preconditioner(values, false, [xDim]));
}

/** An Rng whose numbers are given, uniforms and normals alike. */
export function noise(values: Float64Array): Rng {
  let next = 0;
  const draw = () => values[next++] as number;
  return Object.assign(Object.create(Rng.prototype), { normal: draw, uniform: draw }) as Rng;
}

/** The largest error in units of max(1, |expected|), and where it is. */
export function worst(actual: ArrayLike<number>, expected: Float64Array): { error: number; at: string } {
  return expected.reduce(
    (most, value, i) => {
      const error = Math.abs((actual[i] as number) - value) / Math.max(1, Math.abs(value));
      return error <= most.error ? most : { error, at: `${actual[i]} for ${value} at ${i}` };
    },
    { error: 0, at: '' },
  );
}
