import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { FlowKernels } from '../src/flowKernels.ts';
import type { KernelBuild } from '../src/primitives.ts';
import { startWorkspace } from '../src/workspace.ts';
import { builds } from './builds.ts';
import { type Case, inputsOf, make, makeCoupling, reference, valueError } from './cases.ts';
import { couplingReference } from './couplingFloat64.ts';
import { allOf, expectParity, expectSpoiltAlone, hashes, lostNumbers } from './parity.ts';

let kernels: FlowKernels;
const ofBuild = new Map<KernelBuild, FlowKernels>();
beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const build of builds) ofBuild.set(build, new FlowKernels(await startWorkspace(build)));
  kernels = ofBuild.get('exact') as FlowKernels;
});

const usual: Case = { dim: 3, context: 3, hidden: 50, blocks: 2, rows: 200 };
const spline: Case = { ...usual, bins: 10 };
const cases: readonly Case[] = [
  ...[usual, spline].flatMap((one) => [
    ...[1, 2, 3, 7].map((dim) => ({ ...one, dim, rows: 24 })),
    ...[1, 7, 257].map((rows) => ({ ...one, rows })),
    ...[1, 8, 51].map((hidden) => ({ ...one, hidden, rows: 24 })),
    { ...one, dim: 7, context: 10, hidden: 51, blocks: 3, rows: 200, transforms: 2 },
    { ...one, dim: 2, context: 1, hidden: 8, blocks: 1, rows: 7, transforms: 4 },
    { ...one, dim: 1, context: 10, hidden: 51, blocks: 1, rows: 1 },
    { ...one, dim: 20, hidden: 8, rows: 9 },
  ]),
  { ...spline, dim: 1, rows: 24, contextLayers: 3 },
  { ...spline, rows: 24, bins: 3 },
];
const named = cases.map((one) => [Object.entries(one).join(' '), one] as const);

it.each(named)('values and gradients are the reference: %s', (_, one) => {
  const made = makeCoupling(one);
  const { logProb } = couplingReference(made.architecture, made.values);
  const want = { ...reference(made), value: logProb };
  for (const build of builds) expectParity(ofBuild.get(build) as FlowKernels, made, want);
  made.flow.dispose();
});

describe.each([
  ['affine', usual],
  ['spline', spline],
])('%s', (kind, one) => {
  it.each([1, 3])('many rows of few contexts, in %i dimensions', (dim) => {
    for (const contexts of [1, 25]) {
      const made = makeCoupling({ ...one, dim, rows: 225, contexts });
      expectParity(kernels, made, reference(made));
      made.flow.dispose();
    }
  });

  it.each([
    ['one context', 1],
    ['a context each', undefined],
  ])('draws lead back to their noise: %s', (_, contexts) => {
    for (const dim of [1, 2, 3, 7]) {
      const made = makeCoupling({ ...one, dim, rows: 257, gain: 0.3, ...(contexts && { contexts }) });
      for (const build of builds) {
        const draws = (ofBuild.get(build) as FlowKernels).sample(made.architecture, inputsOf(made));
        const { z } = couplingReference(made.architecture, { ...made.values, rows: draws });
        expect(valueError(made.values.rows, z)).toBeLessThan(1e-4);
      }
      made.flow.dispose();
    }
  });

  it.each([
    ['rows 50 standard deviations away', { spread: 50 }],
    ['huge networks', { gain: 30 }],
    ['both', { spread: 50, gain: 2 }], // with more, densities overflow float32
  ])('%s: nothing that the reference has is lost', (_, extreme) => {
    for (const dim of [1, 3, 7]) {
      const made = makeCoupling({ ...one, ...extreme, dim, rows: 64 });
      expect(lostNumbers(kernels, made)).toEqual([]);
      made.flow.dispose();
    }
  });

  it('a row that is no number spoils its own density and no other', () => {
    const made = makeCoupling(one);
    expectSpoiltAlone(kernels, made, 11);
    // the same memory, for rows that are numbers again
    expect(kernels.sample(made.architecture, inputsOf(made)).every(Number.isFinite)).toBe(true);
    made.flow.dispose();
  });

  it('no rows are no densities, no draws and no gradient', () => {
    const made = makeCoupling({ ...one, rows: 0, contexts: 0 });
    const { value, draws, flat } = allOf(kernels, made);
    expect([value.length, draws.length]).toEqual([0, 0]);
    expect(flat.every((slope) => slope === 0)).toBe(true);
    made.flow.dispose();
  });

  it('the same bits ten times over, whatever ran in between and in a new memory', async () => {
    const made = makeCoupling({ ...one, rows: 257 });
    const first = allOf(kernels, made);
    const others = [make({ ...usual, dim: 7 }), makeCoupling({ ...one, dim: 2 })] as const;
    for (let run = 0; run < 10; run++) {
      if (run % 3 === 0) for (const other of others) allOf(kernels, other);
      expect(allOf(run === 9 ? new FlowKernels(await startWorkspace()) : kernels, made)).toEqual(first);
    }
    expect(hashes(first)).toEqual(HASHES[kind]);
    for (const { flow } of [made, ...others]) flow.dispose();
  });
});

/** Of values, gradients and draws: the same on every engine and machine. */
const HASHES: Readonly<Record<string, readonly number[]>> = {
  affine: [2736778652, 210369743, 3379922456, 2365363137, 1803336418],
  spline: [77465125, 91093379, 3937344598, 916991877, 75609411],
};

it('refuses what does not fit', () => {
  const made = makeCoupling(usual);
  const inputs = inputsOf(made);
  const wrong = { ...inputs, rows: { ...inputs.rows, shape: [300, 2] } };
  expect(() => kernels.logProb(made.architecture, wrong)).toThrow(
    'rows must have shape [rows, 3]; received [300, 2] (SbiCouplingLogProb).',
  );
  made.flow.dispose();
});
