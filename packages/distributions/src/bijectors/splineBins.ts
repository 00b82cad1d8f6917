import { broadcastShapes, noGrad, type Shape, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** The least share of a bin in the whole, and the least slope: those of nflows. */
const FLOOR = 1e-3;

/** Half of the whole is then left for what the parameters say. */
export const MOST_BINS = 500;

/** For each of n points the bin that it lies in, [n] each: its knots (x0, y0), (x1, y1), and the slopes there. */
export interface BinAtPoint {
  readonly point: tf.Tensor;
  readonly x0: tf.Tensor;
  readonly y0: tf.Tensor;
  readonly slope0: tf.Tensor;
  readonly x1: tf.Tensor;
  readonly y1: tf.Tensor;
  readonly slope1: tf.Tensor;
  /** [...lead, D], to which points and parameters broadcast. */
  readonly shape: number[];
}

/**
 * The bins of points [..., D] within ±bound, looked up on an axis of the knots.
 *
 * The bin is found by comparisons and taken by products with 0 and 1: tfjs's batched gather has no gradient that works.
 * Both knots come from one table, so that x0 ≤ x ≤ x1 holds in float32 too.
 */
export function binsAt(points: tf.Tensor, axis: 'x' | 'y', parameters: tf.Tensor, bound: number): BinAtPoint {
  const shape = [...broadcastShapes(points.shape, parameters.shape.slice(0, -1), 'splineBins')];
  const count = sizeOf(shape);
  const bins = ((parameters.shape.at(-1) as number) + 1) / 3;
  const knots = flatten(knotsOf(parameters, bins, bound), shape, count);
  const point = tf.reshape(hasShape(points, shape) ? points : tf.add(points, tf.zeros(shape)), [count]);
  const chosen = noGrad(() => {
    const inner = tf.slice(knots, [0, axis === 'x' ? 0 : 1, 1], [count, 1, bins - 1]);
    const passed = tf.greaterEqual(tf.reshape(point, [count, 1]), tf.reshape(inner, [count, bins - 1]));
    return ends(tf.cast(passed, 'float32'), bins);
  });
  const both = tf.reshape(tf.matMul(chosen, knots, false, true), [count, 6]);
  const [x0, y0, slope0, x1, y1, slope1] = tf.unstack(both, 1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  return { point, x0, y0, slope0, x1, y1, slope1, shape };
}

/** x, y and slope of all K + 1 knots, [..., D, 3, K + 1]. */
function knotsOf(parameters: tf.Tensor, bins: number, bound: number): tf.Tensor {
  const lead = parameters.shape.slice(0, -1);
  const start = lead.map(() => 0);
  const logits = tf.slice(parameters, [...start, 0], [...lead, 2 * bins]);
  const shares = tf.softmax(tf.reshape(logits, [2 * sizeOf(lead), bins]));
  const places = tf.add(tf.matMul(shares, cumulative(bins, bound)), evenly(bins, bound));
  const slopes = tf.softplus(tf.slice(parameters, [...start, 2 * bins], [...lead, bins - 1]));
  const inner = tf.add(tf.reshape(slopes, [sizeOf(lead), 1, bins - 1]), FLOOR);
  const table = tf.concat(
    [
      tf.reshape(places, [sizeOf(lead), 2, bins + 1]),
      tf.pad(
        inner,
        [
          [0, 0],
          [0, 0],
          [1, 1],
        ],
        1,
      ),
    ],
    1,
  );
  return tf.reshape(table, [...lead, 3, bins + 1]);
}

/** From shares [K] to what places exceed those of `evenly`, [K + 1]; 0 at both ends, which are exact so. */
function cumulative(bins: number, bound: number): tf.Tensor2D {
  const span = 2 * bound * (1 - bins * FLOOR);
  const entries = Array.from({ length: bins * (bins + 1) }, (_, i) => {
    const [from, to] = [Math.floor(i / (bins + 1)), i % (bins + 1)];
    return from < to && to < bins ? span : 0;
  });
  return tf.tensor2d(entries, [bins, bins + 1]);
}

/** Places of knots where every bin has the least width, the last one excepted. */
function evenly(bins: number, bound: number): tf.Tensor1D {
  return tf.tensor1d(
    Array.from({ length: bins + 1 }, (_, k) => (k === bins ? bound : 2 * bound * FLOOR * k - bound)),
  );
}

/** From which inner knots were passed, [n, K − 1], the first and second knot of the bin as zeros and a one, [n, 2, K + 1]. */
function ends(passed: tf.Tensor, bins: number): tf.Tensor {
  const knots = bins + 1;
  const weights = new Float32Array((bins - 1) * 2 * knots);
  const at = (inner: number, side: number, knot: number) => (inner - 1) * 2 * knots + side * knots + knot;
  for (let inner = 1; inner < bins; inner++) {
    for (const side of [0, 1]) {
      weights[at(inner, side, inner + side)] = 1;
      weights[at(inner, side, inner + side - 1)] = -1;
    }
  }
  const first = Float32Array.from({ length: 2 * knots }, (_, i) => Number(i === 0 || i === knots + 1));
  const chosen = tf.add(tf.matMul(passed as tf.Tensor2D, tf.tensor2d(weights, [bins - 1, 2 * knots])), first);
  return tf.reshape(chosen, [passed.shape[0] as number, 2, knots]);
}

/** The knots of every point, [n, 3, K + 1]; a sum with zeros, as tfjs tiles no more than four axes in gradients. */
function flatten(knots: tf.Tensor, shape: Shape, count: number): tf.Tensor {
  const [rows, columns] = knots.shape.slice(-2) as [number, number];
  const lead = knots.shape.slice(0, -2);
  if (hasShape(knots, [...shape, rows, columns])) return tf.reshape(knots, [count, rows, columns]);
  const whole = tf.zeros([...shape, rows * columns]);
  return tf.reshape(tf.add(tf.reshape(knots, [...lead, rows * columns]), whole), [count, rows, columns]);
}

function hasShape(tensor: tf.Tensor, shape: Shape): boolean {
  return tensor.shape.join() === shape.join();
}
