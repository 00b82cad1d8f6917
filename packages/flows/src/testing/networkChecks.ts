import { normals, Rng, type Shape, sizeOf } from '@sbi/core';
import { type Check, expectClose, expectOwns, readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../conditional.ts';
import type { Network, NetworkRecipe } from '../network.ts';
import { makeNetwork } from '../networks/registry.ts';
import { missingRowChecks } from './missingRows.ts';
import { expectSlope } from './slope.ts';

const ROWS = 6;

/** A network with weights that are away from any start, and rows of x to read. */
export interface NetworkProbe {
  readonly network: Network;
  readonly xShape: Shape;
  /** Owned by the probe. */
  readonly weights: Weights;
  readonly x: tf.Tensor;
  readonly tolerance: number;
}

/** What `networkChecks` takes. */
export interface NetworkCheckOptions {
  /** How far float32 may be off, in units of max(1, |expected|) (1e-4). */
  readonly tolerance?: number;
}

/**
 * The questions that every network answers which a flow reads x through; each check has a name and needs no test runner.
 * A network of your own must be registered first.
 *
 * @param xShape the shape of one x; more than two rows where rows may be missing
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { deepSet } from '@sbi/flows';
 * import { networkChecks } from '@sbi/flows/testing';
 * for (const { run } of networkChecks(deepSet({ hidden: 8 }), [5, 2])) await run();
 */
export function networkChecks(
  recipe: NetworkRecipe,
  xShape: Shape,
  { tolerance = 1e-4 }: NetworkCheckOptions = {},
): readonly Check[] {
  const check = (name: string, ask: (probe: NetworkProbe) => Promise<void>): Check => ({
    name,
    run: async () => {
      const network = makeNetwork(recipe, xShape, 'networkChecks');
      const weights = drawWeights(network);
      const x = normals([ROWS, ...xShape], Rng.fromSeed(42));
      await ask({ network, xShape, weights, x, tolerance });
      tf.dispose([weights, x]);
    },
  });
  const { rows } = makeNetwork(recipe, xShape, 'networkChecks');
  const shorter = () => makeNetwork(recipe, [2, ...xShape.slice(1)], 'networkChecks');
  return [
    check('gives one row of finite outputs for each x', givesRows),
    check('rows of x do not see each other', batchIsLoop),
    check('starts from as many finite numbers as it has weights', startsFinite),
    check('gradients reach every weight tensor and equal differences', gradientsReachWeights),
    check('gradients reach x and equal differences', gradientsReachX),
    check('leaves exactly its result, and its arguments as they were', ownsResult),
    ...missingRowChecks(rows).map(({ name, ask }) => check(name, (probe) => ask(probe, shorter()))),
  ];
}

/** Normal numbers about as large as weights are: 1/√(inputs) for a kernel. */
function drawWeights({ weights }: Network): Weights {
  const rng = Rng.fromSeed(41);
  const drawn = Object.entries(weights).map(([name, shape]) => {
    const inputs = Math.max(1, sizeOf(shape.slice(0, -1)));
    return [name, tf.tidy(() => tf.div(normals([...shape], rng.fork(name)), Math.sqrt(inputs)))] as const;
  });
  return Object.fromEntries(drawn);
}

async function givesRows({ network, weights, x }: NetworkProbe): Promise<void> {
  const outputs = tf.tidy(() => network.apply(weights, x));
  const { shape, dtype } = outputs;
  if (shape.join() !== `${ROWS},${network.outputs}` || dtype !== 'float32') {
    throw new Error(`outputs: ${dtype} [${shape}] where float32 [${ROWS}, ${network.outputs}] was expected.`);
  }
  const values = await outputs.data();
  outputs.dispose();
  if (!values.every(Number.isFinite)) throw new Error('outputs: not finite.');
  if (new Set(values).size < 2) throw new Error('outputs: all equal, of rows that differ.');
}

async function batchIsLoop({ network, weights, x, tolerance }: NetworkProbe): Promise<void> {
  const [whole, pieces] = (await readAll(() => [
    network.apply(weights, x),
    tf.concat(tf.split(x, ROWS).map((row) => network.apply(weights, row))),
  ])) as [Float32Array, Float32Array];
  expectClose(whole, pieces, tolerance, 'outputs of a batch');
}

async function startsFinite({ network }: NetworkProbe): Promise<void> {
  for (const [name, shape] of Object.entries(network.weights)) {
    const size = sizeOf(shape);
    const start = network.initialize?.(name, size, Rng.fromSeed(1));
    if (!start || (start.length === size && start.every(Number.isFinite))) continue;
    throw new Error(`start of ${name}: ${start.length} numbers where ${size} finite ones were expected.`);
  }
}

async function gradientsReachWeights(probe: NetworkProbe): Promise<void> {
  const { weights, x } = probe;
  const names = Object.keys(weights);
  if (names.length === 0) return;
  const score = scoreOf(probe);
  const named = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
  const at = names.map((name) => weights[name] as tf.Tensor);
  const what = names.map((name) => `gradient to weight ${name}`);
  await expectSlope((...moved) => score(named(moved), x), at, what);
}

async function gradientsReachX(probe: NetworkProbe): Promise<void> {
  const { weights, x } = probe;
  const score = scoreOf(probe);
  await expectSlope((moved) => score(weights, moved as tf.Tensor), [x], ['gradient to x']);
}

async function ownsResult({ network, weights, x }: NetworkProbe): Promise<void> {
  const borrowed = [x, ...Object.values(weights)];
  tf.tidy(() => network.apply(weights, x)).dispose();
  if (borrowed.some((tensor) => tensor.isDisposed)) throw new Error('apply: an argument was disposed.');
  await expectOwns(1, () => tf.tidy(() => network.apply(weights, x)), 'apply');
  const loss = (at: tf.Tensor) => tf.sum(network.apply(weights, at));
  await expectOwns(1, () => tf.tidy(() => tf.grad(loss)(x)), 'gradient');
}

/** A sum of all outputs with unlike weights: none may cancel. */
function scoreOf({ network }: NetworkProbe): (weights: Weights, x: tf.Tensor) => tf.Tensor {
  const shares = Float32Array.from({ length: network.outputs }, (_, i) => 1 + (i % 7) / 7);
  return (weights, x) => tf.sum(tf.mul(network.apply(weights, x), tf.tensor1d(shares.slice())));
}
