import { expectClose, readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { Network, RowKind } from '../network.ts';
import type { NetworkProbe } from './networkChecks.ts';

/** A question about rows of x that are missing; `shorter` is the same network for an x of two rows. */
export interface MissingRowCheck {
  readonly name: string;
  ask(probe: NetworkProbe, shorter: Network): Promise<void>;
}

/** What a network must hold to that says its rows are of this kind; of one that reads every number, nothing. */
export function missingRowChecks(rows: RowKind | undefined): readonly MissingRowCheck[] {
  if (rows === undefined) return [];
  const padded = { name: 'an x that ends in missing rows equals a shorter one', ask: paddingIsShorter };
  const gradients = { name: 'gradients do not see missing rows', ask: missingRowsHaveNoGradient };
  if (rows === 'entries')
    return [{ name: 'a missing entry is finite, and not a zero', ask: entriesAreMarked }];
  if (rows === 'series') return [padded, gradients];
  return [
    padded,
    gradients,
    { name: 'the order of rows does not matter', ask: orderIsFree },
    { name: 'rows may be missing anywhere', ask: missingAnywhere },
  ];
}

/** The first two rows of every x, and the same padded with NaN to full length. */
function twoRows({ x }: NetworkProbe): { short: tf.Tensor; padded: tf.Tensor } {
  const [batch = 0, rows = 0, ...row] = x.shape;
  const short = tf.slice(
    x,
    x.shape.map(() => 0),
    [batch, 2, ...row],
  );
  return { short, padded: tf.concat([short, tf.fill([batch, rows - 2, ...row], Number.NaN)], 1) };
}

async function paddingIsShorter(probe: NetworkProbe, shorter: Network): Promise<void> {
  const { network, weights, tolerance } = probe;
  const [actual, expected] = (await readAll(() => {
    const { short, padded } = twoRows(probe);
    return [network.apply(weights, padded), shorter.apply(weights, short)];
  })) as [Float32Array, Float32Array];
  expectClose(actual, expected, tolerance, 'outputs of a padded x');
}

async function missingRowsHaveNoGradient(probe: NetworkProbe): Promise<void> {
  const { network, weights } = probe;
  const names = Object.keys(weights);
  const gradients = await readAll(() => {
    const { padded } = twoRows(probe);
    const score = (...tensors: tf.Tensor[]) => {
      const named = Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
      return tf.sum(network.apply(named, padded));
    };
    return tf.grads(score)(names.map((name) => weights[name] as tf.Tensor));
  });
  const bad = gradients.findIndex((gradient) => !gradient.every(Number.isFinite));
  if (bad >= 0) throw new Error(`gradient to weight ${names[bad]} at a padded x: not finite.`);
}

async function entriesAreMarked({ network, weights, x }: NetworkProbe): Promise<void> {
  const [missing, zero] = (await readAll(() => {
    const [first, rest] = tf.split(x, [1, (x.shape[1] as number) - 1], 1) as [tf.Tensor, tf.Tensor];
    const withFirst = (value: number) => tf.concat([tf.fill(first.shape, value), rest], 1);
    return [Number.NaN, 0].map((value) => network.apply(weights, withFirst(value)));
  })) as [Float32Array, Float32Array];
  const bad = missing.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`outputs of an x with missing entries: entry ${bad} is ${missing[bad]}.`);
  if (missing.every((value, i) => value === zero[i])) {
    throw new Error('outputs of an x with a missing entry: the same as with a 0 in its place.');
  }
}

async function orderIsFree({ network, weights, x, tolerance }: NetworkProbe): Promise<void> {
  const [actual, expected] = (await readAll(() => [
    network.apply(weights, tf.reverse(x, 1)),
    network.apply(weights, x),
  ])) as [Float32Array, Float32Array];
  expectClose(actual, expected, tolerance, 'outputs of rows in another order');
}

async function missingAnywhere(probe: NetworkProbe): Promise<void> {
  const { network, weights, tolerance } = probe;
  const [actual, expected] = (await readAll(() => {
    const { padded } = twoRows(probe);
    return [network.apply(weights, tf.reverse(padded, 1)), network.apply(weights, padded)];
  })) as [Float32Array, Float32Array];
  expectClose(actual, expected, tolerance, 'outputs of rows missing at the start');
}
