import { SbiError, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** Checks that an object which may hold tensors still has them. @throws SbiError with code `disposed` */
export function expectAlive(owner: object, disposed: boolean, where: string): void {
  const lost =
    disposed || Object.values(owner).some((field) => field instanceof tf.Tensor && field.isDisposed);
  if (lost) throw new SbiError('disposed', `${where} must not be called after dispose().`);
}

/** Checks that an argument is a tensor at all. @throws ShapeError */
export function expectTensor(value: unknown, argument: string, where: string): void {
  if (value instanceof tf.Tensor) return;
  throw new ShapeError(argument, 'be a tensor', Array.isArray(value) ? 'an array' : typeof value, where);
}

/**
 * Runs maths that returns [value, perEvent] in a scope and makes both the caller's own: a copy where the maths returned
 * its argument or a field of `owner` as it is, and `perEvent` broadcast to one number an event.
 */
export function ownPair(
  owner: object,
  argument: tf.Tensor | undefined,
  compute: () => readonly [tf.Tensor, tf.Tensor],
): [tf.Tensor, tf.Tensor] {
  return tf.tidy(() => {
    const [value, perEvent] = compute();
    return [own(owner, argument, value), own(owner, argument, fillShape(perEvent, value.shape.slice(0, -1)))];
  });
}

/** The same for maths that returns one tensor. */
export function ownOne(owner: object, argument: tf.Tensor | undefined, compute: () => tf.Tensor): tf.Tensor {
  return tf.tidy(() => own(owner, argument, compute()));
}

function own(owner: object, argument: tf.Tensor | undefined, result: tf.Tensor): tf.Tensor {
  const borrowed = result === argument || Object.values(owner).includes(result);
  return borrowed ? tf.clone(result) : result;
}

function fillShape(tensor: tf.Tensor, shape: Shape): tf.Tensor {
  const fits = tensor.shape.length === shape.length && shape.every((length, i) => length === tensor.shape[i]);
  return fits ? tensor : tf.add(tensor, tf.zeros([...shape]));
}
