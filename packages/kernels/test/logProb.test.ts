import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { FlowKernels } from '../src/flowKernels.ts';
import type { KernelBuild } from '../src/primitives.ts';
import { startWorkspace } from '../src/workspace.ts';
import { builds } from './builds.ts';
import { type Case, input, inputsOf, make, reference } from './cases.ts';
import { logProbs } from './float64.ts';
import { allOf, expectParity, expectSpoiltAlone, hashes, lostNumbers } from './parity.ts';

let kernels: FlowKernels;
const ofBuild = new Map<KernelBuild, FlowKernels>();
beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const build of builds) ofBuild.set(build, new FlowKernels(await startWorkspace(build)));
  kernels = ofBuild.get('exact') as FlowKernels;
});

const PASS = {};
const usual: Case = { dim: 3, context: 3, hidden: 50, blocks: 2, rows: 200 };
const vary = (name: keyof Case, ...values: unknown[]) => values.map((value) => ({ ...usual, [name]: value }));
const cases: readonly Case[] = [
  ...vary('dim', 1, 2, 3, 7, 20),
  ...vary('rows', 1, 7, 257, 450),
  ...vary('hidden', 1, 8, 51),
  ...vary('context', 1, 10),
  ...vary('blocks', 1, 3),
  ...vary('order', 'reversed'),
  { dim: 7, context: 10, hidden: 51, blocks: 3, rows: 257 },
  { dim: 2, context: 1, hidden: 8, blocks: 1, rows: 7, order: 'reversed' },
  { dim: 1, context: 10, hidden: 51, blocks: 1, rows: 1 },
  { ...usual, hidden: 2, dim: 7 }, // fewer units than degrees
  // random splines of large weights are so bent that float32 loses in them what the tolerance asks for
  ...[1, 2, 3, 7].map((dim) => ({ ...usual, dim, bins: 8, gain: 0.5 })),
  { ...usual, rows: 257, hidden: 51, bins: 3, gain: 0.5 },
  { ...usual, rows: 7, context: 10, order: 'reversed', bins: 10, gain: 0.5 },
];
const named = cases.map((one) => [Object.values(one).join(' '), one] as const);

it.each(named)('values and gradients are the reference: %s', (_, one) => {
  const made = make(one);
  const want = { ...reference(made), value: logProbs(made.architecture, made.values) };
  for (const build of builds) expectParity(ofBuild.get(build) as FlowKernels, made, want);
  made.flow.dispose();
});

it.each([
  [1, undefined],
  [5, undefined],
  [25, undefined],
  [5, 8],
])('many rows of few contexts: %s, bins: %s', (contexts, bins) => {
  const made = make({ ...usual, rows: 500, contexts, ...(bins && { bins, gain: 0.5 }) });
  expectParity(kernels, made, reference(made));
  made.flow.dispose();
});

describe('extreme inputs', () => {
  it.each([
    ['rows 50 standard deviations away', { spread: 50 }],
    ['saturated units', { gain: 30 }],
    ['both', { spread: 50, gain: 10 }],
    ['splines far away', { spread: 50, bins: 8, gain: 0.5 }],
    ['splines of saturated units', { gain: 30, bins: 8 }],
  ])('%s: nothing that the reference has is lost', (_, extreme) => {
    for (const dim of [1, 3, 7]) {
      const made = make({ ...usual, ...extreme, dim, rows: 64 });
      expect(lostNumbers(kernels, made)).toEqual([]);
      made.flow.dispose();
    }
  });

  it('a row that is no number spoils its own density and no other', () => {
    const made = make(usual);
    const inputs = inputsOf(made);
    expectSpoiltAlone(kernels, made, 11);
    // the same memory, for rows that are numbers again
    expect(kernels.sample(made.architecture, inputs).every(Number.isFinite)).toBe(true);
    made.flow.dispose();
  });
});

it('no rows are no densities, no draws and no gradient', () => {
  const made = make({ ...usual, rows: 0, contexts: 0 });
  const inputs = inputsOf(made);
  expect(kernels.logProb(made.architecture, inputs, PASS)).toHaveLength(0);
  expect(kernels.sample(made.architecture, inputs)).toHaveLength(0);
  const { flat } = kernels.gradient(made.architecture, inputs, made.dy);
  expect(flat.every((value) => value === 0)).toBe(true);
  made.flow.dispose();
});

it('a gradient that follows another pass, or draws, is the same', () => {
  const made = make(usual);
  const inputs = inputsOf(made);
  const want = kernels.gradient(made.architecture, inputs, made.dy);
  const other = make({ ...usual, gain: 0.1 });
  for (const between of [
    () => kernels.sample(made.architecture, inputs),
    () => kernels.logProb(made.architecture, inputsOf(other)),
    () => kernels.logProb(made.architecture, inputsOf(other), {}),
    () => kernels.logProb(make({ ...usual, dim: 2 }).architecture, inputsOf(make({ ...usual, dim: 2 }))),
  ]) {
    kernels.logProb(made.architecture, inputs, PASS);
    between();
    expect(kernels.gradient(made.architecture, inputs, made.dy, PASS)).toEqual(want);
  }
});

describe('the same bits', () => {
  const made = () => make({ ...usual, rows: 257 });
  it('ten times over, whatever ran in between and in a new memory', async () => {
    const one = made();
    const first = allOf(kernels, one);
    const other = make({ ...usual, dim: 7 });
    for (let run = 0; run < 10; run++) {
      if (run % 3 === 0) allOf(kernels, other);
      expect(allOf(run === 9 ? new FlowKernels(await startWorkspace()) : kernels, one)).toEqual(first);
    }
    one.flow.dispose();
    other.flow.dispose();
  });

  it('on every engine and machine', () => {
    const one = made();
    expect(hashes(allOf(kernels, one))).toEqual([2328528151, 4259968866, 1573399167, 1344752675, 929612518]);
    one.flow.dispose();
  });
});

describe('refuses what does not fit', () => {
  const made = make(usual);
  const inputs = inputsOf(made);
  const { architecture } = made;
  made.flow.dispose();
  it.each([
    [
      { flat: input(new Float32Array(3), [3]) },
      'flat must have shape [17418]; received [3] (SbiMafLogProb).',
    ],
    [
      { rows: input(new Float32Array(4), [2, 2]) },
      'rows must have shape [rows, 3]; received [2, 2] (SbiMafLogProb).',
    ],
    [
      { context: input(new Float32Array(9), [3, 3]) },
      'context must have shape [contexts, 3], where contexts divides the 200 rows; received [3, 3] (SbiMafLogProb).',
    ],
  ])('%#', (wrong, message) => {
    expect(() => kernels.logProb(architecture, { ...inputs, ...wrong })).toThrow(message);
  });
});
