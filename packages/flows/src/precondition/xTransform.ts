import { type Matrix, matrixOf, portableLog } from '@sbi/core';
import { portableLog1p } from '@sbi/core/elementary';
import * as tf from '@tensorflow/tfjs-core';
import { SMALLEST } from '../float32.ts';

/**
 * How heavy tails of x are drawn in: 'clip', logarithmically beyond 3 widths; 'asinh', by asinh of the whole; 'log', where
 * no number of a column is negative and they are skewed, by ln, and then as 'clip'; or 'none'. ln reads 0 as half of the
 * column's least positive number: counts as ln ½, ln 1, ln 2, …
 */
export type XTransform = 'none' | 'clip' | 'asinh' | 'log';

/** How x is compressed once it is scaled: true, softly beyond 3 widths; 'asinh', everywhere; false, not at all. */
export type Clip = boolean | 'asinh';

/** Beyond this many widths from the centre, x is compressed logarithmically. */
const CLIP = 3;
/** A new x of a column that is read as ln x counts as this share of the least of the training rows at least. */
const FLOOR = 0.1;
/** Where some are 0, all below this share of the least positive one counts as it: a count of 0 as a half. */
const FLOOR_OF_ZEROS = 0.5;
/** A column is skewed when one side of the median is this many times as wide as the other: ln of a normal with sd 0.42. */
const SKEWED = 2;

/** The value itself up to CLIP, logarithmic beyond: linear problems stay linear, heavy tails do no harm. */
function softClip(value: number): number {
  const size = Math.abs(value);
  return size <= CLIP ? value : Math.sign(value) * (CLIP + portableLog1p(size - CLIP));
}

/** ln(x + √(1 + x²)), where nothing cancels or overflows. */
function asinh(x: number): number {
  const size = Math.abs(x);
  if (size > 1e8) return Math.sign(x) * (portableLog(size) + Math.LN2);
  return Math.sign(x) * portableLog1p(size + (size * size) / (1 + Math.sqrt(1 + size * size)));
}

const ASINH_1 = 0.881373587019543;

/** A scaled number of x, compressed. */
export function compress(scaled: number, clip: Clip): number {
  if (clip === 'asinh') return asinh(scaled);
  return clip ? softClip(scaled) : scaled;
}

/** The same for tensors. No comparisons, which tfjs cannot differentiate, and a slope of 1 at 0, where constant columns lie. */
export function compressTensor(scaled: tf.Tensor, clip: Clip): tf.Tensor {
  if (!clip) return scaled;
  const edge = clip === 'asinh' ? 1 : CLIP;
  const near = tf.minimum(tf.maximum(scaled, -edge), edge);
  const beyond = tf.sub(scaled, near);
  const excess = tf.add(1, tf.abs(beyond));
  if (clip !== 'asinh') return tf.add(near, tf.mul(tf.sign(beyond), tf.log(excess)));
  // ln(u + √(1 + u²)) up to ±1, where nothing cancels; beyond, ln|u| + ln(1 + √(1 + 1/u²)), where nothing overflows
  const inner = tf.log(tf.add(near, tf.sqrt(tf.add(1, tf.square(near)))));
  const root = tf.sqrt(tf.add(1, tf.square(tf.div(1, excess))));
  const outer = tf.sub(tf.add(tf.log(excess), tf.log(tf.add(1, root))), ASINH_1);
  return tf.add(inner, tf.mul(tf.sign(beyond), outer));
}

/**
 * From where on each column is read as ln x: a tenth of its least number, or half of its least positive one where some are 0;
 * 0 where it is read as it is. Columns that go round through
 * so many channels share their channel's. What is missing, NaN, is left out.
 */
export function logFloors({ data, columns }: Matrix, channels: number): Float32Array {
  const table = matrixOf(data, channels);
  const floors = Array.from({ length: channels }, (_, j) => logFloor(sortedColumn(table, j)));
  return Float32Array.from({ length: columns }, (_, j) => floors[j % channels] as number);
}

/** A table with ln max(x, floor) in the columns that have a floor. */
export function logged(table: Matrix, floors: Float32Array): Matrix {
  return {
    ...table,
    data: table.data.map((value, i) => logAbove(value, floors[i % table.columns] as number)),
  };
}

/** ln max(x, floor), or x itself where the floor is 0; NaN stays. */
export function logAbove(value: number, floor: number): number {
  return floor > 0 ? portableLog(Math.max(value, floor)) : value;
}

/** The numbers of a column that are there, in order. */
export function sortedColumn({ data, rows, columns }: Matrix, j: number): Float64Array {
  const values = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] as number);
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/** The same for the sorted numbers of one column: 0 unless they are skewed, and their logarithms less so. */
export function logFloor(sorted: Float64Array): number {
  const least = sorted.find((value) => value > 0);
  if (least === undefined || (sorted[0] as number) < 0) return 0;
  const floor = Math.max(SMALLEST, (sorted[0] === 0 ? FLOOR_OF_ZEROS : FLOOR) * least);
  const before = Math.abs(portableLog(imbalance(sorted)));
  const after = imbalance(sorted.map((value) => portableLog(Math.max(value, floor))));
  return before > portableLog(SKEWED) && Math.abs(portableLog(after)) < before ? floor : 0;
}

/** (q95 − q50)/(q50 − q05): 1 where both sides are alike, and of a constant. */
function imbalance(sorted: Float64Array): number {
  const [low, middle, high] = [0.05, 0.5, 0.95].map((q) => sorted[Math.round(q * (sorted.length - 1))]) as [
    number,
    number,
    number,
  ];
  return high > low ? (high - middle) / (middle - low) : 1;
}
