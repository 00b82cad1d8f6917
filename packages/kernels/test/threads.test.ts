import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Rng, type Shape, sizeOf } from '@sbi/core';
import { convolution1d, deepSet, makeNetwork, mlp, type NetworkRecipe } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { FlowKernels } from '../src/flowKernels.ts';
import type { NetworkArchitecture } from '../src/networkArchitecture.ts';
import type { NetworkKernels } from '../src/networkKernels.ts';
import '@tensorflow/tfjs-backend-cpu';
import {
  type Case,
  input,
  inputsOf,
  type Made,
  make,
  makeCoupling,
  makeMdn,
  noiseInputsOf,
  table,
} from './cases.ts';
import { allOf } from './parity.ts';

const run = promisify(execFile);

// Threads run the compiled package, as it is published.
const built = <T>(name: string) => import(new URL(`../dist/${name}.js`, import.meta.url).href) as Promise<T>;

interface Kernels {
  readonly flows: FlowKernels;
  readonly networks: NetworkKernels;
}
const byThreads = new Map<number, Kernels>();

beforeAll(async () => {
  await tf.setBackend('cpu');
  const { Crew } = await built<typeof import('../src/crew.ts')>('crew');
  const { FlowKernels } = await built<typeof import('../src/flowKernels.ts')>('flowKernels');
  const { NetworkKernels } = await built<typeof import('../src/networkKernels.ts')>('networkKernels');
  const { startWorkspace } = await built<typeof import('../src/workspace.ts')>('workspace');
  for (const threads of [1, 2, 4]) {
    const crew = threads > 1 ? await Crew.start(threads - 1, 'exact') : undefined;
    byThreads.set(threads, {
      flows: new FlowKernels(await startWorkspace(), crew),
      networks: new NetworkKernels(await startWorkspace(), crew),
    });
  }
});

const one = byThreads.get.bind(byThreads, 1) as () => Kernels;

/** Expects the same bits of all numbers of threads, twice. */
function expectSame<T>(ask: (kernels: Kernels) => T): void {
  const want = ask(one());
  for (const threads of [2, 4, 2]) expect(ask(byThreads.get(threads) as Kernels)).toEqual(want);
}

const usual: Case = { dim: 3, context: 3, hidden: 20, blocks: 2, rows: 1000 };
const flows: readonly (readonly [name: string, made: () => Made])[] = [
  ['maf', () => make(usual)],
  ['autoregressive spline', () => make({ ...usual, bins: 8, gain: 0.5 })],
  ['coupling', () => makeCoupling(usual)],
  ['nsf', () => makeCoupling({ ...usual, bins: 10 })],
  ['mdn', () => makeMdn(usual)],
];

describe('the same bits for 1, 2 and 4 threads', () => {
  it.each(flows)('%s', (_, make) => {
    const made = make();
    expectSame(({ flows }) => allOf(flows, made));
    made.flow.dispose();
  });

  it.each([1, 10])('draws and densities of %i contexts', (contexts) => {
    for (const made of [
      make({ ...usual, rows: 3000, contexts }),
      makeMdn({ ...usual, rows: 3000, contexts }),
    ]) {
      const { architecture, dy } = made;
      expectSame(({ flows }) => [
        flows.logProb(architecture, inputsOf(made)),
        flows.sample(architecture, noiseInputsOf(made)),
        flows.gradient(architecture, inputsOf(made), dy),
      ]);
      made.flow.dispose();
    }
  });

  it.each<[string, NetworkRecipe, Shape, number]>([
    ['mlp', mlp({ hidden: 20 }), [4], 700],
    ['convolution1d', convolution1d({ hidden: 20 }), [100, 2], 200],
    ['deepSet', deepSet({ trial: mlp({ hidden: 20 }) }), [30, 2], 200],
  ])('%s', (_, recipe, xShape, rows) => {
    const { weights, outputs, fused } = makeNetwork(recipe, xShape, 'here');
    const rng = Rng.fromSeed(1);
    const count = Object.values(weights).reduce((sum, shape) => sum + sizeOf(shape), 0);
    const size = sizeOf(xShape);
    const inputs = {
      flat: input(table(rng, 1, count, 0.2), [count]),
      x: input(table(rng, rows, size), [rows, size]),
    };
    const dy = table(rng, rows, outputs);
    const architecture = fused?.attributes as unknown as NetworkArchitecture;
    expectSame(({ networks }) => {
      const pass = {};
      return [networks.value(architecture, inputs, pass), networks.gradient(architecture, inputs, dy, pass)];
    });
  });

  it('finds the forward pass of a gradient', () => {
    const made = make(usual);
    const { flows } = byThreads.get(2) as Kernels;
    const before = { ...flows.passes.reuse };
    allOf(flows, made);
    expect(flows.passes.reuse).toEqual({ ...before, found: before.found + 1 });
    made.flow.dispose();
  });

  it('a crew that starts in the background is there once its threads are, with the same bits', async () => {
    const { Crew } = await built<typeof import('../src/crew.ts')>('crew');
    const { FlowKernels } = await built<typeof import('../src/flowKernels.ts')>('flowKernels');
    const { startWorkspace } = await built<typeof import('../src/workspace.ts')>('workspace');
    const crew = Crew.begin(1, 'exact');
    const flows = new FlowKernels(await startWorkspace(), crew);
    const made = make(usual);
    const want = allOf(one().flows, made);
    expect(allOf(flows, made)).toEqual(want);
    await vi.waitUntil(() => crew.isThere, 20_000);
    expect(allOf(flows, made)).toEqual(want);
    made.flow.dispose();
  });

  it('keep no process alive, though they wait for more', async () => {
    const program = `
      import * as tf from '@tensorflow/tfjs-core';
      import '@tensorflow/tfjs-backend-cpu';
      import { matrix, Rng } from '@sbi/core';
      import { buildFlow, maf } from '@sbi/flows';
      import { registerKernels } from '@sbi/kernels';
      await tf.setBackend('cpu');
      await registerKernels({ threads: 3 });
      const flow = buildFlow(maf(), { theta: matrix([[0, 1], [1, 3], [2, 2]]), x: matrix([[1], [2], [3]]) }, { seed: 1 });
      const draws = flow.given(tf.tensor1d([2])).sample([2000], Rng.fromSeed(1));
      process.stdout.write(String(draws.shape));`;
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd });
    expect(stdout).toBe('2000,2');
  });

  it('takes new weights, and those it had before', () => {
    const [first, second] = [make(usual), make({ ...usual, gain: 0.5 })];
    expectSame(({ flows }) =>
      [first, second, first].map((made) => flows.logProb(made.architecture, inputsOf(made))),
    );
  });
});
