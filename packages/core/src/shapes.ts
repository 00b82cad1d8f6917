import { Tensor } from '@tensorflow/tfjs-core';
import { describeValue } from './describeValue.ts';
import { ShapeError } from './errors.ts';

/** The length of every axis. `[]` is one event, `[4, 3]` a table of them. */
export type Shape = readonly number[];

/** More than any backend can hold; a larger count is a slip. */
const LARGEST = 2 ** 31 - 1;

/** How many elements a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** The shape that both broadcast to. @throws ShapeError when they do not. */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError('shapes', `broadcast to [${a.join(', ')}]`, b, where);
    }
    return left === 1 ? right : left;
  });
}

/** Checks that a value is a live tensor of float32 events, of the given shape along its last axes. @throws ShapeError */
export function expectEvents(tensor: Tensor, event: Shape, argument: string, where: string): void {
  if (!(tensor instanceof Tensor))
    throw new ShapeError(argument, 'be a tensor', describeValue(tensor), where);
  if (tensor.isDisposed) throw new ShapeError(argument, 'be a live tensor', 'a disposed one', where);
  const tail = tensor.shape.slice(tensor.shape.length - event.length);
  const fits = tensor.shape.length >= event.length && event.every((length, i) => length === tail[i]);
  if (!fits) throw new ShapeError(argument, `have shape [..., ${event.join(', ')}]`, tensor.shape, where);
  if (tensor.dtype !== 'float32') {
    throw new ShapeError(argument, 'be a float32 tensor', `dtype ${tensor.dtype}`, where);
  }
}

/** The axes in front of the event. */
export function leadShape(tensor: Tensor, event: Shape): Shape {
  return tensor.shape.slice(0, tensor.shape.length - event.length);
}

/** A count or a shape, as a shape. @throws ShapeError unless every length is an integer ≥ 0, 2³¹ − 1 at most in all. */
export function asShape(shape: number | Shape, where: string): Shape {
  const list = typeof shape === 'number' ? [shape] : shape;
  if (!Array.isArray(list) || !list.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new ShapeError('shape', 'be an integer from 0, or a list of them', describeValue(shape), where);
  }
  if (sizeOf(list) > LARGEST) {
    throw new ShapeError('shape', `hold at most ${LARGEST} elements`, describeValue(shape), where);
  }
  return list;
}
