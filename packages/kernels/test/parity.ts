import { expect } from 'vitest';
import type { FlowKernels } from '../src/flowKernels.ts';
import {
  inputsOf,
  type Made,
  noiseInputsOf,
  normError,
  reference,
  type Values,
  valueError,
} from './cases.ts';

type All = Values & { readonly value: Float32Array; readonly draws: Float32Array };

const SLOPES = ['flat', 'rows', 'context'] as const;

/** Everything that the kernels make of a flow. */
export function allOf(kernels: FlowKernels, made: Made): All {
  const { architecture, dy } = made;
  const inputs = inputsOf(made);
  const pass = {};
  const value = kernels.logProb(architecture, inputs, pass);
  const slopes = kernels.gradient(architecture, inputs, dy, pass);
  return { value, ...slopes, draws: kernels.sample(architecture, noiseInputsOf(made)) };
}

/** Expects these values, with and without a gradient to follow, and these gradients either way. */
export function expectParity(
  kernels: FlowKernels,
  made: Made,
  want: Values & { readonly value: Float32Array | Float64Array },
): void {
  const { architecture, dy } = made;
  const inputs = inputsOf(made);
  expect(valueError(kernels.logProb(architecture, inputs), want.value)).toBeLessThan(5e-5);
  const before = { ...kernels.passes.reuse };
  const anew = kernels.gradient(architecture, inputs, dy);
  const pass = {};
  expect(valueError(kernels.logProb(architecture, inputs, pass), want.value)).toBeLessThan(5e-5);
  const kept = kernels.gradient(architecture, inputs, dy, pass);
  expect(kernels.passes.reuse).toEqual({ found: before.found + 1, missed: before.missed + 1 });
  for (const name of SLOPES) {
    expect(normError(anew[name], want[name])).toBeLessThan(1e-4);
    expect(kept[name]).toEqual(anew[name]);
  }
}

/** What is finite in the reference and not in the kernels: the first place of each. */
export function lostNumbers(kernels: FlowKernels, made: Made): [name: string, at: number][] {
  const want = reference(made);
  const got = allOf(kernels, made);
  return (['value', ...SLOPES] as const)
    .map((name): [string, number] => [
      name,
      want[name].findIndex((value, i) => Number.isFinite(value) && !Number.isFinite(got[name][i])),
    ])
    .filter(([, at]) => at >= 0);
}

/** Expects that a row with a NaN in it spoils its own density and draw, and no other. */
export function expectSpoiltAlone(kernels: FlowKernels, made: Made, row: number): void {
  const { architecture, values, flow } = made;
  const inputs = inputsOf(made);
  const before = kernels.logProb(architecture, inputs).slice();
  const spoilt = { ...values, rows: values.rows.slice() };
  spoilt.rows[flow.dim * row] = Number.NaN;
  const spoiltInputs = inputsOf({ flow, values: spoilt });
  for (const pass of [undefined, {}]) {
    const after = kernels.logProb(architecture, spoiltInputs, pass);
    expect(after[row]).toBeNaN();
    after[row] = before[row] as number;
    expect(after).toEqual(before);
  }
  const noise = made.noise.slice();
  const width = (noise.length / values.rows.length) * flow.dim;
  noise[width * (row + 1) - 1] = Number.NaN;
  const draws = kernels.sample(architecture, noiseInputsOf({ ...made, noise }));
  expect(draws.findIndex(Number.isNaN)).toBeGreaterThanOrEqual(flow.dim * row);
  expect(draws.findLastIndex(Number.isNaN)).toBeGreaterThanOrEqual(flow.dim * row);
  expect(draws.findLastIndex(Number.isNaN)).toBeLessThan(flow.dim * (row + 1));
}

/** One number for the bits of an array. */
export function hash(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer.slice(0));
  return bits.reduce((h, word) => Math.imul(h ^ word, 0x01000193) >>> 0, 0x811c9dc5);
}

/** One number for the bits of each. */
export function hashes({ value, flat, rows, context, draws }: All): number[] {
  return [value, flat, rows, context, draws].map(hash);
}
