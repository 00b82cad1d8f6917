import { broadcastShapes, describeValue, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** What a constructor takes for a vector: one number for every coordinate, a list of them, or a tensor [..., D]. */
export type VectorLike = number | ArrayLike<number> | tf.Tensor;

/** What a field holds of it; either goes into tf's ops as it is. */
export type Vector = readonly number[] | tf.Tensor;

/** Two parameters of the same event length, checked. */
export interface VectorPair {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly first: Vector;
  readonly second: Vector;
}

/** Parameters of plain numbers, all of the same length; a single number stands for all. @throws ShapeError */
export function plainVectors<const N extends string>(
  values: Readonly<Record<N, number | ArrayLike<number>>>,
  where: string,
): Record<N, readonly number[]> {
  const entries = Object.entries(values) as [N, number | ArrayLike<number>][];
  const lists = entries.map(([name, value]) => [name, numbersOf(value, name, where), typeof value] as const);
  const [model, list] = lists.find(([, , type]) => type !== 'number') ?? lists[0] ?? ['', []];
  const filled = lists.map(([name, numbers, type]) => {
    if (type === 'number') return [name, repeat(numbers[0] as number, list.length)] as const;
    if (numbers.length === list.length) return [name, numbers] as const;
    throw new ShapeError(name, `have length ${list.length}, as ${model}`, String(numbers.length), where);
  });
  return Object.fromEntries<readonly number[]>(filled) as Record<N, readonly number[]>;
}

/** A list of numbers that stay finite in float32. @throws ShapeError naming the first that does not. */
export function numbersOf(value: VectorLike, argument: string, where: string): number[] {
  if (value instanceof tf.Tensor) {
    throw new ShapeError(
      argument,
      'be plain numbers, which are needed outside tensors too',
      'a tensor',
      where,
    );
  }
  const list = typeof value === 'number' ? [value] : value;
  if (typeof list !== 'object' || list === null || typeof list.length !== 'number') {
    throw new ShapeError(argument, 'be a number or a list of numbers', describeValue(list), where);
  }
  if (list.length === 0) throw new ShapeError(argument, 'hold at least one number', 'none', where);
  return Array.from(list, (entry, i) => {
    if (typeof entry === 'number' && Number.isFinite(Math.fround(entry))) return entry;
    throw new ShapeError(
      argument,
      'hold finite float32 numbers only',
      `${describeValue(entry)} at index ${i}`,
      where,
    );
  });
}

/**
 * Checks two parameters against each other: the same length, a single number standing for every coordinate, leading
 * axes that broadcast. Values of tensors are not read. Nothing is cloned yet: see `keep`.
 *
 * @throws ShapeError naming the argument.
 */
export function pairOf(
  [firstName, first]: readonly [string, VectorLike],
  [secondName, second]: readonly [string, VectorLike],
  where: string,
): VectorPair {
  const a = checked(first, firstName, where);
  const b = checked(second, secondName, where);
  const dim = typeof first === 'number' ? lengthOf(b) : lengthOf(a);
  if (typeof second !== 'number' && lengthOf(b) !== dim) {
    throw new ShapeError(secondName, `have length ${dim}, as ${firstName}`, String(lengthOf(b)), where);
  }
  return {
    dim,
    batchShape: broadcastShapes(batchOf(a), batchOf(b), where),
    first: typeof first === 'number' ? repeat(first, dim) : a,
    second: typeof second === 'number' ? repeat(second, dim) : b,
  };
}

/** One parameter of a known length, checked; a single number stands for all. @throws ShapeError naming the argument */
export function vectorOf(value: VectorLike, dim: number, argument: string, where: string): Vector {
  const vector = checked(value, argument, where);
  if (typeof value === 'number') return repeat(value, dim);
  if (lengthOf(vector) === dim && batchOf(vector).length === 0) return vector;
  const received = vector instanceof tf.Tensor ? vector.shape : String(vector.length);
  throw new ShapeError(argument, `hold ${dim} numbers`, received, where);
}

/** The vector as a field to own: a tensor is cloned. */
export function keep(vector: Vector): Vector {
  return vector instanceof tf.Tensor ? tf.clone(vector) : vector;
}

/** @throws ShapeError naming the first number that is not positive in float32. Tensors are not read. */
export function expectPositive(vector: Vector, argument: string, where: string): void {
  if (vector instanceof tf.Tensor) return;
  const bad = vector.findIndex((value) => !(Math.fround(value) > 0));
  if (bad < 0) return;
  throw new ShapeError(argument, 'be positive in float32', `${vector[bad]} at index ${bad}`, where);
}

/** Σ ln|v_i|: a number in float64 for numbers, a tensor [...] for a tensor. */
export function sumLogAbs(vector: Vector): number | tf.Tensor {
  if (vector instanceof tf.Tensor) return tf.sum(tf.log(tf.abs(vector)), -1);
  return vector.reduce((sum, value) => sum + Math.log(Math.abs(Math.fround(value))), 0);
}

/** The numbers for a recipe, or `undefined` for a tensor. */
export function plain(vector: Vector): number[] | undefined {
  return vector instanceof tf.Tensor ? undefined : [...vector];
}

function checked(value: VectorLike, argument: string, where: string): Vector {
  if (!(value instanceof tf.Tensor)) return numbersOf(value, argument, where);
  if (value.shape.length === 0 || value.shape.at(-1) === 0) {
    throw new ShapeError(argument, 'have shape [..., D]', value.shape, where);
  }
  if (value.dtype !== 'float32') throw new ShapeError(argument, 'be float32', `dtype ${value.dtype}`, where);
  return value;
}

function lengthOf(vector: Vector): number {
  return vector instanceof tf.Tensor ? (vector.shape.at(-1) as number) : vector.length;
}

function batchOf(vector: Vector): Shape {
  return vector instanceof tf.Tensor ? vector.shape.slice(0, -1) : [];
}

function repeat(value: number, dim: number): number[] {
  return new Array<number>(dim).fill(value);
}
