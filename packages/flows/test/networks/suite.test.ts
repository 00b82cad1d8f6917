import { noGrad } from '@sbi/core';
import { networkChecks } from '@sbi/flows/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Weights } from '../../src/conditional.ts';
import type { MakeNetwork, Network, NetworkRecipe } from '../../src/network.ts';
import { deepSet } from '../../src/networks/deepSet.ts';
import { gru } from '../../src/networks/gru.ts';
import { masked } from '../../src/networks/masked.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { makeNetwork, registerNetwork } from '../../src/networks/registry.ts';
import '@tensorflow/tfjs-backend-cpu';

// A suite that cannot fail proves nothing: each of these networks has one fault, which the check of that name must find.

const X = [4, 2];

/** A network that is another one but for what `spoil` does to it. */
function faulty(sound: NetworkRecipe, spoil: (network: Network) => Partial<Network>): NetworkRecipe {
  const make: MakeNetwork = (_, xShape, where) => {
    const network = makeNetwork(sound, xShape, where);
    return { ...network, ...spoil(network) };
  };
  registerNetwork('faulty', make);
  return { kind: 'faulty' };
}

const small = mlp({ hidden: 4, layers: 1, outputs: 3, activation: 'tanh' });
const apply =
  (change: (network: Network, weights: Weights, x: tf.Tensor) => tf.Tensor) =>
  (network: Network): Partial<Network> => ({ apply: (weights, x) => change(network, weights, x) });

const cases: readonly [
  check: string,
  sound: NetworkRecipe,
  spoil: (network: Network) => Partial<Network>,
  RegExp,
][] = [
  [
    'gives one row of finite outputs for each x',
    small,
    apply((network, weights, x) => tf.expandDims(network.apply(weights, x), 1)),
    /^outputs: float32 \[6,1,3\] where float32 \[6, 3\] was expected\.$/,
  ],
  [
    'gives one row of finite outputs for each x',
    small,
    apply((network, weights, x) => tf.div(network.apply(weights, x), 0)),
    /^outputs: not finite\.$/,
  ],
  [
    'gives one row of finite outputs for each x',
    small,
    apply((network, weights, x) => tf.zerosLike(network.apply(weights, x))),
    /^outputs: all equal/,
  ],
  [
    'rows of x do not see each other',
    small,
    apply((network, weights, x) => network.apply(weights, tf.sub(x, tf.mean(x, 0)))),
    /^outputs of a batch: entry 0/,
  ],
  [
    'starts from as many finite numbers as it has weights',
    small,
    () => ({ initialize: (_, size) => new Float32Array(size).fill(Number.NaN) }),
    /^start of hidden\.0\.kernel: 32 numbers where 32 finite ones were expected\.$/,
  ],
  [
    'gradients reach every weight tensor and equal differences',
    small,
    (network) => ({ weights: { ...network.weights, unused: [3] } }),
    /^gradient to weight unused: 0 throughout\.$|^Cannot compute gradient/,
  ],
  [
    'gradients reach every weight tensor and equal differences',
    small,
    apply((network, weights, x) => {
      const doubled = tf.customGrad((kernel) => ({
        value: tf.clone(kernel as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => tf.mul(dy, 1.1),
      }));
      return network.apply(
        { ...weights, 'hidden.0.kernel': doubled(weights['hidden.0.kernel'] as tf.Tensor) },
        x,
      );
    }),
    /along a direction; expected/,
  ],
  [
    'gradients reach x and equal differences',
    small,
    apply((network, weights, x) => network.apply(weights, tf.tensor(x.dataSync(), x.shape))),
    /Cannot compute gradient|gradient to x/,
  ],
  [
    'leaves exactly its result, and its arguments as they were',
    small,
    apply((network, weights, x) => {
      tf.keep(tf.scalar(1));
      return network.apply(weights, x);
    }),
    /^apply: left 2 tensors where 1 were expected\.$/,
  ],
  [
    'leaves exactly its result, and its arguments as they were',
    small,
    apply((network, weights, x) => {
      const outputs = network.apply(weights, x);
      x.dispose();
      return outputs;
    }),
    /^apply: an argument was disposed\.$/,
  ],
  [
    'an x that ends in missing rows equals a shorter one',
    deepSet({ hidden: 4, trial: small }),
    apply((network, weights, x) => network.apply(weights, tf.where(tf.isNaN(x), tf.zerosLike(x), x))),
    /^outputs of a padded x: entry 0/,
  ],
  [
    'gradients do not see missing rows',
    deepSet({ hidden: 4, trial: small }),
    apply((network, weights, x) => {
      const trace = tf.sum(tf.mul(x, tf.sum(weights['head.output.bias'] as tf.Tensor)));
      const present = tf.where(
        noGrad(() => tf.isNaN(trace)),
        tf.zerosLike(trace),
        trace,
      );
      return tf.add(network.apply(weights, x), tf.mul(present, 1e-9));
    }),
    /^gradient to weight head\.output\.bias at a padded x: not finite\.$/,
  ],
  [
    'the order of rows does not matter',
    gru({ hidden: 4, outputs: 3 }),
    () => ({ rows: 'exchangeable' }),
    /^outputs of rows in another order: entry 0/,
  ],
  [
    'rows may be missing anywhere',
    deepSet({ hidden: 4, trial: small }),
    apply((network, weights, x) => {
      const first = tf.isNaN(tf.slice(x, [0, 0, 0], [-1, 1, 1]));
      const lost = tf.cast(tf.reshape(first, [-1, 1]), 'float32');
      return tf.add(network.apply(weights, x), lost);
    }),
    /^outputs of rows missing at the start: entry 0/,
  ],
];

describe('networkChecks', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(cases)('"%s" finds its fault', async (name, sound, spoil, message) => {
    const find = (recipe: NetworkRecipe) => networkChecks(recipe, X).find((check) => check.name === name);
    const broken = faulty(sound, spoil);
    const check = find(broken);
    expect(check).toBeDefined();
    await expect(Promise.resolve(check?.run())).rejects.toThrow(message);
  });

  it.each([
    [
      masked(),
      apply((network, weights, x) => network.apply(weights, tf.where(tf.isNaN(x), tf.zerosLike(x), x))),
      /^outputs of an x with a missing entry: the same as with a 0 in its place\.$/,
    ],
    [mlp(), () => ({ rows: 'entries' }) as const, /^outputs of an x with missing entries: entry 0 is NaN\.$/],
  ] as const)('finds a network that does not mark missing entries: %#', async (sound, spoil, message) => {
    const checks = networkChecks(faulty(sound, spoil), [4]);
    const check = checks.find(({ name }) => name === 'a missing entry is finite, and not a zero');
    await expect(Promise.resolve(check?.run())).rejects.toThrow(message);
  });
});
