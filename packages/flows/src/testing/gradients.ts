import { sizeOf } from '@sbi/core';
import { readAll, readOne } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { partsOf } from '../architecture.ts';
import { flatMask } from '../flatMask.ts';
import type { ConditionalFlow } from '../index.ts';
import { drawTheta, drawX } from './probe.ts';

/** Enough pairs for no gradient to vanish by chance. */
const PAIRS = 64;

export async function gradientsReachWeights(flow: ConditionalFlow, reach: number): Promise<void> {
  const x = drawX(flow, [PAIRS]);
  const theta = drawTheta(flow, x);
  const { flat } = flow.parameters;
  const gradient = await readOne(() => {
    const { grads } = tf.variableGrads(() => tf.sum(flow.given(x).logProb(theta)) as tf.Scalar, [flat]);
    return grads[flat.name] as tf.Tensor;
  });
  const free = maskOf(flow);
  const bad = gradient.findIndex((value, i) => !Number.isFinite(value) || (value !== 0 && free[i] === 0));
  if (bad >= 0) {
    const kind = free[bad] === 1 ? 'is free' : 'is masked';
    throw new Error(`gradient to weight ${bad}, which ${kind}: ${gradient[bad]}.`);
  }
  let offset = 0;
  for (const [name, shape] of Object.entries(flow.parameters.spec)) {
    const end = offset + sizeOf(shape);
    const slopes = gradient.subarray(offset, end).filter((_, i) => free[offset + i] === 1);
    const reached = slopes.filter((slope) => slope !== 0).length;
    if (reached < reach * slopes.length) {
      throw new Error(`gradient to ${name}: reaches ${reached} of ${slopes.length} weights.`);
    }
    offset = end;
  }
  tf.dispose([x, theta]);
}

/** 0 for each weight that does not count, 1 for every other. */
function maskOf({ architecture, parameters }: ConditionalFlow): Float32Array {
  const free = new Float32Array(parameters.size).fill(1);
  free.set(flatMask(partsOf(architecture, 'conditionalChecks').model));
  return free;
}

/** Pair by pair along a random direction, by central differences of two steps and Richardson's extrapolation. */
export async function gradientsReachX(flow: ConditionalFlow, smooth: number): Promise<void> {
  const x = drawX(flow, [PAIRS], 0.5);
  const theta = drawTheta(flow, x);
  const centre = drawX(flow, [PAIRS], 0);
  const direction = tf.sub(x, centre);
  const score = (at: tf.Tensor) => flow.given(at).logProb(theta);
  const moved = (step: number) => score(tf.add(x, tf.mul(direction, step)));
  const [gradient, slopes, ...scores] = (await readAll(() => {
    const gradient = tf.grad((at: tf.Tensor) => tf.sum(score(at)))(x);
    const along = tf.sum(tf.reshape(tf.mul(gradient, direction), [PAIRS, -1]), 1);
    return [gradient, along, ...[1 / 16, -1 / 16, 1 / 32, -1 / 32].map(moved)];
  })) as [Float32Array, Float32Array, ...Float32Array[]];
  if (!gradient.every(Number.isFinite)) throw new Error('gradient to x: not finite.');
  const wrong = Array.from(slopes).flatMap((actual, i) => {
    const [a = 0, b = 0, c = 0, d = 0] = scores.map((values) => values[i] as number);
    const [coarse, fine] = [(a - b) * 8, (c - d) * 16];
    const expected = (4 * fine - coarse) / 3;
    const rounding = 2 ** -20 * 32 * (1 + Math.max(...[a, b, c, d].map(Math.abs)));
    const error = Math.abs(fine - coarse) + rounding + 1e-3 * Math.abs(expected);
    return Math.abs(actual - expected) > error
      ? [`${actual} along a direction; expected ${expected} ± ${error}`]
      : [];
  });
  if (wrong.length > (1 - smooth) * PAIRS) throw new Error(`gradient to x: ${wrong[0]}.`);
  tf.dispose([x, theta, centre, direction]);
}
