import { Rng } from '@sbi/core';
import { expectClose, expectTableClose, readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { ConditionalFlow } from '../index.ts';
import { drawTheta, drawX } from './probe.ts';

const BATCH = 4;

/** One slice along the first axis. */
function at(tensor: tf.Tensor, i: number): tf.Tensor {
  return tf.unstack(tensor)[i] as tf.Tensor;
}

export async function batchIsLoop(flow: ConditionalFlow, tolerance: number): Promise<void> {
  const x = drawX(flow, [BATCH]);
  const theta = drawTheta(flow, x);
  const loop = (each: (i: number) => tf.Tensor) =>
    tf.stack(Array.from({ length: BATCH }, (_, i) => tf.tidy(() => each(i))));
  const rng = Rng.fromSeed(1);
  const [whole, pieces, draws, drawn] = (await readAll(() => [
    flow.given(x).logProb(theta),
    loop((i) => flow.given(at(x, i)).logProb(at(theta, i))),
    flow.given(x).sample([], Rng.fromSeed(1)),
    loop((i) => flow.given(at(x, i)).sample([], rng)), // the same noise, in the same order
  ])) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectClose(whole, pieces, tolerance, 'logProb of a batch');
  expectTableClose(draws, drawn, flow.dim, tolerance, 'draws of a batch');
  tf.dispose([x, theta]);
}

export async function permutationCommutes(flow: ConditionalFlow, tolerance: number): Promise<void> {
  const x = drawX(flow, [BATCH]);
  const theta = drawTheta(flow, x);
  const order = [2, 0, 3, 1];
  const permute = (tensor: tf.Tensor) => tf.stack(order.map((i) => at(tensor, i)));
  const [expected, actual] = (await readAll(() => [
    permute(flow.given(x).logProb(theta)),
    flow.given(permute(x)).logProb(permute(theta)),
  ])) as [Float32Array, Float32Array];
  expectClose(actual, expected, tolerance, 'logProb of a permuted batch');
  tf.dispose([x, theta]);
}

export async function leadingAxesBroadcast(flow: ConditionalFlow, tolerance: number): Promise<void> {
  const x = drawX(flow, [BATCH]);
  const theta = drawTheta(flow, x, [3]); // [3, BATCH, D]
  const one = drawTheta(flow, x).shape.slice(0, -1); // [BATCH]
  const [all, rows, single, repeated, nested, flat] = (await readAll(() => {
    const q = flow.given(x);
    const point = at(at(theta, 0), 0); // [D]
    const pairs = tf.reshape(x, [2, 2, ...flow.architecture.xShape]);
    return [
      q.logProb(theta),
      tf.stack(tf.unstack(theta).map((table) => q.logProb(table))),
      q.logProb(point),
      q.logProb(tf.add(point, tf.zeros([...one, flow.dim]))),
      flow.given(pairs).logProb(tf.reshape(theta, [3, 2, 2, flow.dim])),
      flow.given(pairs).logProb(tf.reshape(at(theta, 0), [2, 2, flow.dim])),
    ];
  })) as Float32Array[] as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  expectClose(all, rows, tolerance, 'logProb of theta [3, B, D] against x [B]');
  expectClose(single, repeated, tolerance, 'logProb of theta [D] against x [B]');
  expectClose(nested, all, tolerance, 'logProb of theta [3, 2, 2, D] against x [2, 2]');
  expectClose(flat, all.slice(0, BATCH), tolerance, 'logProb of theta [2, 2, D] against x [2, 2]');
  tf.dispose([x, theta]);
}

export async function partsMakeUpDensity(flow: ConditionalFlow, tolerance: number): Promise<void> {
  const x = drawX(flow, [BATCH]);
  const theta = drawTheta(flow, x);
  const [whole, parts] = (await readAll(() => {
    const { residual, logDet, context } = flow.prepare(theta, x);
    const trained = flow.residualLogProb(flow.parameters.flat, residual, context);
    return [flow.given(x).logProb(theta), tf.add(logDet, trained)];
  })) as [Float32Array, Float32Array];
  expectClose(parts, whole, tolerance, 'prepare and residualLogProb');
  tf.dispose([x, theta]);
}
