import { broadcastShapes, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { expectBijectors } from '../parts.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';

/**
 * One bijector after the other, in the order of the list: θ = f_n(… f_1(z)). Parts are taken over.
 *
 * @throws ShapeError for an empty list, and where parts differ in the length of their events
 * @example
 * import { Affine, Chain, Exp } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Chain([new Exp(), new Affine([3], [2])]); // 3 + 2 exp(z)
 * console.log((await f.forward(tf.tensor1d([0])).data())[0]); // → 5
 */
export class Chain extends Bijector {
  readonly dim: number | undefined;
  override readonly batchShape: Shape;
  protected readonly parts: readonly Bijector[];

  constructor(parts: readonly Bijector[]) {
    super();
    expectBijectors(parts, 'Chain');
    const dims = parts.map((part) => part.dim).filter((dim) => dim !== undefined);
    if (new Set(dims).size > 1) {
      throw new ShapeError('parts', 'agree on the length of an event', `dims ${dims.join(', ')}`, 'Chain');
    }
    this.dim = dims[0];
    this.batchShape = parts.reduce<Shape>(
      (shape, part) => broadcastShapes(shape, part.batchShape, 'Chain'),
      [],
    );
    this.parts = [...parts];
  }

  override get recipe(): BijectorRecipe | undefined {
    const parts = this.parts.map((part) => part.recipe);
    return parts.includes(undefined) ? undefined : { kind: 'chain', parts };
  }

  override image(support: Support): Support {
    return this.parts.reduce((image, part) => part.image(image), support);
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return compose(this.parts, z, (part, point) => part.forwardAndLogDet(point));
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return compose([...this.parts].reverse(), theta, (part, point) => part.inverseAndLogDet(point));
  }

  protected override _forward(z: tf.Tensor): tf.Tensor {
    return this.parts.reduce((point, part) => part.forward(point), z);
  }

  protected override _inverse(theta: tf.Tensor): tf.Tensor {
    return this.parts.reduceRight((point, part) => part.inverse(point), theta);
  }
}

function compose(
  parts: readonly Bijector[],
  start: tf.Tensor,
  step: (part: Bijector, point: tf.Tensor) => WithLogDet,
): WithLogDet {
  let point = start;
  const logDets = parts.map((part) => {
    const [next, logDet] = step(part, point);
    point = next;
    return logDet;
  });
  return [point, logDets.reduce((sum, logDet) => tf.add(sum, logDet))];
}
