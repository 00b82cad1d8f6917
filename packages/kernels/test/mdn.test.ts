import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { FlowKernels } from '../src/flowKernels.ts';
import type { KernelBuild } from '../src/primitives.ts';
import { startWorkspace } from '../src/workspace.ts';
import { builds } from './builds.ts';
import { type Case, inputsOf, make, makeMdn, noiseInputsOf, reference, valueError } from './cases.ts';
import { mdnDraws, mdnLogProbs } from './mdnFloat64.ts';
import { allOf, expectParity, expectSpoiltAlone, hashes, lostNumbers } from './parity.ts';

let kernels: FlowKernels;
const ofBuild = new Map<KernelBuild, FlowKernels>();
beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const build of builds) ofBuild.set(build, new FlowKernels(await startWorkspace(build)));
  kernels = ofBuild.get('exact') as FlowKernels;
});

const usual: Case = { dim: 3, context: 3, hidden: 50, blocks: 2, rows: 200 };
const cases: readonly Case[] = [
  ...[1, 2, 3, 7].map((dim) => ({ ...usual, dim, rows: 24 })),
  ...[1, 7, 200, 257].map((rows) => ({ ...usual, rows })),
  ...[8, 51, 256].map((hidden) => ({ ...usual, hidden, rows: 24 })),
  ...[1, 3].map((components) => ({ ...usual, components, rows: 24 })),
  { ...usual, dim: 20, hidden: 8, rows: 257 },
  { ...usual, dim: 7, context: 10, hidden: 51, blocks: 1, rows: 200 },
  { ...usual, epsilon: 1e-2, rows: 24 },
];
const named = cases.map((one) => [Object.entries(one).join(' '), one] as const);

it.each(named)('values and gradients are the reference: %s', (_, one) => {
  const made = makeMdn(one);
  const want = { ...reference(made), value: mdnLogProbs(made.architecture, made.values) };
  for (const build of builds) expectParity(ofBuild.get(build) as FlowKernels, made, want);
  made.flow.dispose();
});

it('many rows of few contexts', () => {
  for (const contexts of [1, 5, 25]) {
    const made = makeMdn({ ...usual, rows: 225, contexts });
    expectParity(kernels, made, reference(made));
    made.flow.dispose();
  }
});

it.each([
  ['one context', 1],
  ['a context each', undefined],
])('draws are those of the definition: %s', (_, contexts) => {
  for (const dim of [1, 2, 3, 7]) {
    const made = makeMdn({ ...usual, dim, rows: 257, gain: 0.5, ...(contexts && { contexts }) });
    const want = mdnDraws(made.architecture, made.values, made.noise);
    for (const build of builds) {
      const draws = (ofBuild.get(build) as FlowKernels).sample(made.architecture, noiseInputsOf(made));
      expect(valueError(draws, want)).toBeLessThan(1e-4);
    }
    made.flow.dispose();
  }
});

it.each([
  ['rows 50 standard deviations away', { spread: 50 }],
  ['huge networks', { gain: 10 }],
  ['both', { spread: 50, gain: 3 }],
])('%s: nothing that the reference has is lost', (_, extreme) => {
  for (const dim of [1, 3, 7]) {
    const made = makeMdn({ ...usual, ...extreme, dim, rows: 64 });
    expect(lostNumbers(kernels, made)).toEqual([]);
    made.flow.dispose();
  }
});

it('a row that is no number spoils its own density and draw, and no other', () => {
  const made = makeMdn(usual);
  expectSpoiltAlone(kernels, made, 11);
  expect(kernels.sample(made.architecture, noiseInputsOf(made)).every(Number.isFinite)).toBe(true);
  made.flow.dispose();
});

it('no rows are no densities, no draws and no gradient', () => {
  const made = makeMdn({ ...usual, rows: 0, contexts: 0 });
  const { architecture, dy } = made;
  const inputs = inputsOf(made);
  expect(kernels.logProb(architecture, inputs)).toHaveLength(0);
  expect(kernels.gradient(architecture, inputs, dy).flat.every((slope) => slope === 0)).toBe(true);
  made.flow.dispose();
});

describe('the same bits', () => {
  it('ten times over, whatever ran in between, in a new memory, and on every engine and machine', async () => {
    const made = makeMdn({ ...usual, rows: 257 });
    const first = allOf(kernels, made);
    const others = [make({ ...usual, dim: 7 }), makeMdn({ ...usual, dim: 2 })] as const;
    for (let run = 0; run < 10; run++) {
      if (run % 3 === 0) for (const other of others) allOf(kernels, other);
      expect(allOf(run === 9 ? new FlowKernels(await startWorkspace()) : kernels, made)).toEqual(first);
    }
    expect(hashes(first)).toEqual([3392445443, 3827828344, 3642209337, 1178390202, 1584174405]);
    for (const { flow } of [made, ...others]) flow.dispose();
  });
});

it('refuses noise of another width', () => {
  const made = makeMdn(usual);
  expect(() => kernels.sample(made.architecture, inputsOf(made))).toThrow(
    'rows must have shape [rows, 4]; received [200, 3] (SbiMdnSample).',
  );
  made.flow.dispose();
});
