import { expectMatrix, type Matrix, rowOf, type Shape, ShapeError } from '@sbi/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Every coordinate between `low` and `high`, ends included; ±Infinity where unbounded. */
export interface BoxSupport {
  readonly kind: 'box';
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The part of a box that a predicate accepts. The predicate travels in files by its name only. */
export interface RestrictedSupport {
  readonly kind: 'restricted';
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly name: string;
  accepts(theta: Float32Array): boolean;
  /** The same for tensors [..., D] → bool [...], where a log-density is to be 0 outside. */
  mask?(theta: Tensor): Tensor;
}

/** Where a density may be positive: plain data, told apart by `kind`. */
export type Support = BoxSupport | RestrictedSupport;

/**
 * The box low ≤ θ ≤ high, coordinate by coordinate; ±Infinity where unbounded.
 *
 * @param low  lower ends; one number stands for all
 * @param high upper ends, likewise
 * @throws ShapeError unless both have the same length ≥ 1, hold no NaN, and low < high in float32.
 * @example
 * import { box } from '@sbi/distributions';
 * console.log(box([0, -Infinity], [1, 0]).high.join(' '), box(0, [1, 2]).low.join(' ')); // → 1 0 0 0
 */
export function box(low: number | ArrayLike<number>, high: number | ArrayLike<number>): BoxSupport {
  const starts =
    typeof low === 'number' ? new Float32Array(lengthOf(high)).fill(low) : Float32Array.from(low);
  const ends = typeof high === 'number' ? starts.map(() => high) : Float32Array.from(high);
  checkBounds(starts, ends, 'box');
  return { kind: 'box', low: starts, high: ends };
}

function lengthOf(ends: number | ArrayLike<number>): number {
  return typeof ends === 'number' ? 1 : ends.length;
}

/** All of R^dim. @throws ShapeError unless dim is an integer from 1 */
export function realSpace(dim: number): BoxSupport {
  if (!Number.isSafeInteger(dim) || dim < 1) {
    throw new ShapeError('dim', 'be an integer from 1', String(dim), 'realSpace');
  }
  const low = new Float32Array(dim).fill(Number.NEGATIVE_INFINITY);
  return { kind: 'box', low, high: low.map((bound) => -bound) };
}

/**
 * The points of a box that `accepts` takes; `name` is what stands for the predicate in a file.
 *
 * @param mask the same predicate for tensors, [..., D] → bool [...]: only a log-density needs it
 * @example
 * import { box, contains, restricted } from '@sbi/distributions';
 * import { matrix } from '@sbi/core';
 * const triangle = restricted(box([0, 0], [1, 1]), 'below the diagonal', ([a, b]) => a + b < 1);
 * console.log(contains(triangle, matrix([[0.2, 0.3], [0.7, 0.8]])).join(' ')); // → 1 0
 */
export function restricted(
  bounds: BoxSupport,
  name: string,
  accepts: (theta: Float32Array) => boolean,
  mask?: (theta: Tensor) => Tensor,
): RestrictedSupport {
  return { kind: 'restricted', low: bounds.low, high: bounds.high, name, accepts, ...(mask && { mask }) };
}

/** @throws ShapeError naming the first pair that is not low < high. */
export function checkBounds(low: ArrayLike<number>, high: ArrayLike<number>, where: string): void {
  if (low.length === 0) throw new ShapeError('low', 'hold at least one number', 'none', where);
  if (high.length !== low.length) {
    throw new ShapeError('high', `have length ${low.length}, as low`, `${high.length}`, where);
  }
  for (let i = 0; i < low.length; i++) {
    if (Math.fround(low[i] as number) < Math.fround(high[i] as number)) continue;
    const received = `low ${low[i]}, high ${high[i]} at index ${i}`;
    throw new ShapeError('low', 'be below high in float32', received, where);
  }
}

/** Whether neither side of any coordinate is bounded. */
export function isUnbounded({ kind, low, high }: Support): boolean {
  return (
    kind === 'box' &&
    low.every((bound) => bound === Number.NEGATIVE_INFINITY) &&
    high.every((bound) => bound === Number.POSITIVE_INFINITY)
  );
}

/**
 * Which rows lie in the support: 1 where they do, 0 where not (nor where a value is NaN).
 *
 * @throws ShapeError unless theta has one column a coordinate.
 * @example
 * import { matrix } from '@sbi/core';
 * import { box, contains } from '@sbi/distributions';
 * console.log(contains(box([0], [1]), matrix([[0.5], [2]])).join(' ')); // → 1 0
 */
export function contains(support: Support, theta: Matrix): Uint8Array {
  expectMatrix(theta, 'theta', 'contains');
  if (theta.columns !== support.low.length) {
    const shape: Shape = [theta.rows, theta.columns];
    throw new ShapeError('theta', `have ${support.low.length} columns`, shape, 'contains');
  }
  const inside = new Uint8Array(theta.rows);
  for (let i = 0; i < theta.rows; i++) {
    if (!isWithin(support, theta.data, i * theta.columns)) continue;
    inside[i] = Number(support.kind === 'box' || support.accepts(rowOf(theta, i)));
  }
  return inside;
}

/** Whether one point lies in the support. */
export function accepts(support: Support, theta: Float32Array): boolean {
  return isWithin(support, theta, 0) && (support.kind === 'box' || support.accepts(theta));
}

/** Whether the point that begins at this place lies between the bounds: read where it stands, for a million of them have no time for views. */
function isWithin({ low, high }: Support, data: Float32Array, begin: number): boolean {
  for (let j = 0; j < low.length; j++) {
    const value = data[begin + j] as number;
    if (!(value >= (low[j] as number) && value <= (high[j] as number))) return false;
  }
  return true;
}
