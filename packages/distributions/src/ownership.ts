import { broadcastShapes, describeValue, expectEvents, SbiError, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';

/** Checks that an object which may hold tensors still has them. @throws SbiError with code `disposed` */
export function expectAlive(owner: object, disposed: boolean, where: string): void {
  const lost =
    disposed || Object.values(owner).some((field) => field instanceof tf.Tensor && field.isDisposed);
  if (lost) throw new SbiError('disposed', `${where} must not be called after dispose().`);
}

/**
 * Checks a tensor of events [..., dim] and gives the leading axes of what is made of it, broadcast with a batch.
 *
 * @throws ShapeError naming the argument
 */
export function leadOf(
  tensor: tf.Tensor,
  { dim, batchShape }: { dim: number | undefined; batchShape: Shape },
  argument: string,
  where: string,
): Shape {
  if (!(tensor instanceof tf.Tensor)) {
    throw new ShapeError(argument, 'be a tensor', describeValue(tensor), where);
  }
  const length = dim ?? tensor.shape.at(-1);
  if (length === undefined) throw new ShapeError(argument, 'have shape [..., D]', tensor.shape, where);
  expectEvents(tensor, [length], argument, where);
  try {
    return broadcastShapes(tensor.shape.slice(0, -1), batchShape, where);
  } catch (cause) {
    if (!SbiError.isInstance(cause)) throw cause;
    const expected = `have leading axes that broadcast with the batch shape [${batchShape.join(', ')}]`;
    throw new ShapeError(argument, expected, tensor.shape, where);
  }
}

/**
 * Runs maths in a scope and makes its result the caller's own: a copy where the maths gave back its argument or a field
 * of `owner` as it is. Nothing is run for no events, which tfjs would broadcast to one.
 *
 * @throws TypeError when the maths gives another shape: the fault is in the class
 */
export function ownOne(
  owner: object,
  shape: Shape,
  compute: () => tf.Tensor,
  argument?: tf.Tensor,
): tf.Tensor {
  if (shape.includes(0)) return tf.zeros([...shape]);
  return tf.tidy(() => own(owner, shape, compute(), argument));
}

/** The same for a density, one number an event; one number for all will do. */
export function ownPerEvent(
  owner: object,
  shape: Shape,
  compute: () => tf.Tensor,
  argument?: tf.Tensor,
): tf.Tensor {
  if (shape.includes(0)) return tf.zeros([...shape]);
  return tf.tidy(() => own(owner, shape, fill(compute(), shape), argument));
}

/** The same for maths that gives [value, one number an event]; the second may be one number for all. */
export function ownPair(
  owner: object,
  shape: Shape,
  compute: () => readonly [tf.Tensor, tf.Tensor],
  argument?: tf.Tensor,
): [tf.Tensor, tf.Tensor] {
  const lead = shape.slice(0, -1);
  if (shape.includes(0)) return [tf.zeros([...shape]), tf.zeros(lead)];
  return tf.tidy(() => {
    const [value, perEvent] = compute();
    return [own(owner, shape, value, argument), own(owner, lead, fill(perEvent, lead), argument)];
  });
}

/**
 * Makes an object in a scope: of the tensors made on the way, those that it holds in its fields live on with it. How a
 * conditioned distribution is made.
 *
 * @example
 * import { Affine, DiagNormal, inScope, Transformed } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const given = (x) => inScope(() => new Transformed(new DiagNormal([0], 1), new Affine(tf.mul(2, x), tf.exp(x))));
 * const q = given(tf.tensor2d([[0], [1]]));
 * console.log(q.batchShape.join(' ')); // → 2
 */
export function inScope<T extends object>(make: () => T): T {
  return tf.tidy(() => make() as object as tf.TensorContainer) as object as T;
}

function own(owner: object, shape: Shape, result: tf.Tensor, argument?: tf.Tensor): tf.Tensor {
  const borrowed = result === argument || Object.values(owner).includes(result);
  if (hasShape(result, shape)) return borrowed ? tf.clone(result) : result;
  throw new TypeError(`${owner.constructor.name} made shape [${result.shape}] where [${shape}] is due.`);
}

/** One number for several events, repeated; anything that does not broadcast into the shape is left as it is. */
function fill(perEvent: tf.Tensor, shape: Shape): tf.Tensor {
  const offset = shape.length - perEvent.shape.length;
  const fits =
    offset >= 0 && perEvent.shape.every((length, i) => length === 1 || length === shape[offset + i]);
  return fits && !hasShape(perEvent, shape) ? tf.add(perEvent, tf.zeros([...shape])) : perEvent;
}

function hasShape(tensor: tf.Tensor, shape: Shape): boolean {
  return tensor.shape.length === shape.length && shape.every((length, i) => length === tensor.shape[i]);
}
