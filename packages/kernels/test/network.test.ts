import { Rng, type Shape, sizeOf } from '@sbi/core';
import { convolution1d, deepSet, makeNetwork, mlp, type NetworkRecipe } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkArchitecture } from '../src/networkArchitecture.ts';
import { NetworkKernels } from '../src/networkKernels.ts';
import type { KernelBuild } from '../src/primitives.ts';
import { startWorkspace } from '../src/workspace.ts';
import { builds } from './builds.ts';
import { input, normError, table, valueError } from './cases.ts';
import { networkReference } from './networkFloat64.ts';
import { hash } from './parity.ts';

let kernels: NetworkKernels;
const ofBuild = new Map<KernelBuild, NetworkKernels>();
beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const build of builds) ofBuild.set(build, new NetworkKernels(await startWorkspace(build)));
  kernels = ofBuild.get('exact') as NetworkKernels;
});

interface Settings {
  readonly gain?: number;
  readonly spread?: number;
  /** Of every third row the first member, and of every fourth all but one. */
  readonly missing?: boolean;
}

/** A network with random weights, and rows for it. */
function make(
  recipe: NetworkRecipe,
  xShape: Shape,
  rows: number,
  { gain = 1, spread = 1, missing = false }: Settings = {},
) {
  const network = makeNetwork(recipe, xShape, 'here');
  const rng = Rng.fromSeed(rows);
  const flat = Float32Array.from(
    Object.values(network.weights).flatMap((shape) => {
      const inputs = Math.max(1, sizeOf(shape.slice(0, -1)));
      return Array.from({ length: sizeOf(shape) }, () => (gain * rng.normal()) / Math.sqrt(inputs));
    }),
  );
  const size = sizeOf(xShape);
  const x = table(rng, rows, size, spread);
  const member = size / (xShape[0] as number);
  for (let row = 0; missing && row < rows; row++) {
    if (row % 3 === 0) x.fill(Number.NaN, row * size, row * size + member);
    if (row % 4 === 0) x.fill(Number.NaN, row * size + member, (row + 1) * size);
  }
  const architecture = network.fused?.attributes as unknown as NetworkArchitecture;
  const inputs = { flat: input(flat, [flat.length]), x: input(x, [rows, size]) };
  return { network, architecture, inputs, flat, x, xShape, rows, dy: table(rng, rows, network.outputs) };
}

type Made = ReturnType<typeof make>;

/** The reference in tf ops: values, and gradients to weights and x. */
function reference({ network, flat, x, xShape, rows, dy }: Made) {
  const apply = (flat: tf.Tensor, x: tf.Tensor) => {
    const shapes = Object.entries(network.weights);
    const parts = tf.split(
      flat,
      shapes.map(([, shape]) => sizeOf(shape)),
    );
    const weights = Object.fromEntries(
      shapes.map(([name, shape], i) => [name, tf.reshape(parts[i] as tf.Tensor, [...shape])]),
    );
    return network.apply(weights, x);
  };
  return tf.tidy(() => {
    const inputs = [tf.tensor1d(flat), tf.tensor(x, [rows, ...xShape])];
    const value = apply(inputs[0] as tf.Tensor, inputs[1] as tf.Tensor).dataSync();
    const slope = tf.tensor(dy, [rows, network.outputs]);
    const gradients = tf.grads((flat, x) => tf.sum(tf.mul(apply(flat as tf.Tensor, x as tf.Tensor), slope)))(
      inputs,
    );
    const [ofFlat, ofX] = gradients.map((gradient) => gradient.dataSync());
    return { value, flat: ofFlat, x: ofX } as unknown as tf.TensorContainerObject;
  }) as unknown as { value: Float32Array; flat: Float32Array; x: Float32Array };
}

/** Both builds against the definition. */
function expectParity(made: Made): void {
  const { architecture, flat, x, rows } = made;
  const want = { ...reference(made), exact: networkReference(architecture, flat, x, rows) };
  for (const kernels of ofBuild.values()) expectClose(kernels, made, want);
}

type Wanted = ReturnType<typeof reference> & { readonly exact: Float64Array };

function expectClose(kernels: NetworkKernels, { architecture, inputs, dy }: Made, want: Wanted): void {
  const { exact } = want;
  expect(valueError(kernels.value(architecture, inputs), exact)).toBeLessThan(5e-5);
  const { passes } = kernels;
  const before = { ...passes.reuse };
  const anew = kernels.gradient(architecture, inputs, dy);
  const pass = {};
  expect(valueError(kernels.value(architecture, inputs, pass), exact)).toBeLessThan(5e-5);
  const kept = kernels.gradient(architecture, inputs, dy, pass);
  expect(passes.reuse).toEqual({ found: before.found + 1, missed: before.missed + 1 });
  for (const name of ['flat', 'x'] as const) {
    expect(normError(anew[name], want[name])).toBeLessThan(1e-4);
    expect(kept[name]).toEqual(anew[name]);
  }
  expect(kernels.weightGradient(architecture, inputs, dy).slice()).toEqual(anew.flat);
}

const silu = { activation: 'silu' } as const;
const trial = mlp({ hidden: 8, outputs: 5 });
const cases: Readonly<Record<string, readonly [recipe: NetworkRecipe, xShape: Shape]>> = {
  mlp: [mlp(), [3]],
  ...Object.fromEntries(
    [1, 2, 3, 7, 20].flatMap((inputs) =>
      [8, 51].map((hidden) => [`mlp ${inputs} ${hidden}`, [mlp({ hidden, activation: 'tanh' }), [inputs]]]),
    ),
  ),
  'mlp 256': [mlp({ hidden: 256 }), [7]],
  'mlp, silu, activated': [mlp({ ...silu, last: 'activated', outputs: 3 }), [3, 2]],
  'mlp of one layer': [mlp({ layers: 0, outputs: 1 }), [5]],
  convolution: [convolution1d(), [30, 1]],
  'convolution of 4 channels': [convolution1d({ hidden: 51, outputs: 7 }), [50, 4]],
  'convolution as sbi': [convolution1d({ channels: [6, 12], padding: 1, last: 'activated' }), [16, 1]],
  'convolution, even kernel, pools of 3': [
    convolution1d({ channels: [3, 5, 4], pool: 3, kernel: 4, hidden: 8, activation: 'tanh' }),
    [40, 3],
  ],
  'convolution of a short series, silu': [convolution1d({ channels: [3, 4, 5], hidden: 8, ...silu }), [3, 2]],
  'convolution without pools or zeros': [convolution1d({ kernel: 3, pool: 1, padding: 0 }), [9, 2]],
  'convolution of single places': [convolution1d({ kernel: 1, channels: [7] }), [8, 3]],
  'set of numbers': [deepSet({ trial, hidden: 8 }), [5, 1]],
  'set of vectors': [deepSet(), [10, 3]],
  'set as sbi': [
    deepSet({ trial, aggregate: 'sum', count: 'number', hidden: 51, last: 'activated' }),
    [6, 2],
  ],
  'set of series': [
    deepSet({ trial: convolution1d({ channels: [3, 5], hidden: 8, outputs: 6 }) }),
    [4, 9, 2],
  ],
  'set of sets': [deepSet({ trial: deepSet({ trial, outputs: 7 }), hidden: 8 }), [3, 4, 2]],
};
const named = Object.entries(cases).map(([name, [recipe, xShape]]) => [name, recipe, xShape] as const);

it.each(named)('values and gradients are the reference: %s', (name, recipe, xShape) => {
  const counts =
    name === 'mlp' || name === 'convolution' || name === 'set of vectors' ? [1, 7, 200, 257] : [27];
  for (const rows of counts) {
    const made = make(recipe, xShape, rows);
    expectParity(made);
  }
});

it.each(named.filter(([name]) => name.startsWith('set')))('missing members: %s', (_, recipe, xShape) => {
  const made = make(recipe, xShape, 29, { missing: true });
  expectParity(made);
});

describe('extreme inputs', () => {
  it.each(
    named.flatMap(([name, recipe, xShape]) => [
      [name, recipe, xShape, { spread: 50 }] as const,
      [name, recipe, xShape, { gain: 30, spread: 50 }] as const,
    ]),
  )('%s: nothing that the reference has is lost', (_, recipe, xShape, settings) => {
    const made = make(recipe, xShape, 16, settings);
    const { architecture, inputs, dy } = made;
    const got = { value: kernels.value(architecture, inputs), ...kernels.gradient(architecture, inputs, dy) };
    const want = reference(made);
    for (const name of ['value', 'flat', 'x'] as const) {
      const lost = want[name].findIndex(
        (value, i) => Number.isFinite(value) && !Number.isFinite(got[name][i]),
      );
      expect([name, lost]).toEqual([name, -1]);
    }
  });

  it.each(named)('%s: a row that is no number spoils its own answer and no other', (_, recipe, xShape) => {
    const made = make(recipe, xShape, 30);
    const { architecture, inputs, network } = made;
    const size = sizeOf(xShape);
    const before = kernels.value(architecture, inputs);
    const spoilt = made.x.slice();
    spoilt[11 * size + size - 1] = Number.POSITIVE_INFINITY;
    spoilt[11 * size] = Number.NaN;
    const after = kernels.value(architecture, { ...inputs, x: input(spoilt, [30, size]) });
    const { outputs } = network;
    expect(after.subarray(11 * outputs, 12 * outputs).every(Number.isFinite)).toBe(false);
    after.copyWithin(11 * outputs, 12 * outputs, 13 * outputs);
    before.copyWithin(11 * outputs, 12 * outputs, 13 * outputs);
    expect(after).toEqual(before);
    // the same memory, for rows that are numbers again
    expect(kernels.value(architecture, inputs).every(Number.isFinite)).toBe(true);
  });
});

it('the same bits ten times over, whatever ran in between and in a new memory', async () => {
  const all = (kernels: NetworkKernels) =>
    ['mlp, silu, activated', 'convolution', 'set of vectors'].map((name) => {
      const [recipe, xShape] = cases[name] as readonly [NetworkRecipe, Shape];
      const { architecture, inputs, dy } = make(recipe, xShape, 257);
      const pass = {};
      const value = kernels.value(architecture, inputs, pass);
      const { flat, x } = kernels.gradient(architecture, inputs, dy, pass);
      return [hash(value), hash(flat), hash(x)];
    });
  const first = all(kernels);
  for (let run = 0; run < 10; run++) {
    expect(all(run === 9 ? new NetworkKernels(await startWorkspace()) : kernels)).toEqual(first);
  }
  // on every engine and machine
  expect(first).toEqual([
    [2385710876, 3255885706, 3006381633],
    [3764697031, 2932109081, 3752588920],
    [2453925226, 378310830, 2987213887],
  ]);
});

it('no rows are no answers and no gradient', () => {
  const { architecture, inputs } = make(mlp(), [3], 0);
  expect(kernels.value(architecture, inputs)).toHaveLength(0);
  const { flat } = kernels.gradient(architecture, inputs, new Float32Array(0));
  expect(flat.every((slope) => slope === 0)).toBe(true);
});

it('refuses what does not fit', () => {
  const { architecture, inputs } = make(mlp({ outputs: 2 }), [3], 4);
  expect(() => kernels.value(architecture, { ...inputs, x: input(new Float32Array(8), [4, 2]) })).toThrow(
    'x must have shape [rows, 3]; received [4, 2] (SbiNetwork).',
  );
  expect(() => kernels.value(architecture, { ...inputs, flat: input(new Float32Array(8), [8]) })).toThrow(
    'flat must have shape [2852]; received [8] (SbiNetwork).',
  );
});
