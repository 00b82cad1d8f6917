import { broadcastShapes, describeValue, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Bijector, type WithLogDet } from '../bijector.ts';
import { joinBlocks, splitBlocks } from '../blocks.ts';
import { expectBijectors } from '../parts.ts';
import type { BijectorRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { joinSupports, sliceBox } from '../supportAlgebra.ts';

/**
 * One bijector for each block of coordinates. Parts are taken over.
 *
 * @param parts one for each block
 * @param dims  the lengths of the blocks
 * @throws ShapeError unless there is one length ≥ 1 for each part and parts fit their blocks
 * @example
 * import { Exp, Identity, Stack } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const f = new Stack([new Exp(), new Identity()], [1, 2]);
 * console.log((await f.forward(tf.tensor1d([0, 7, 8])).data()).join(' ')); // → 1 7 8
 */
export class Stack extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly parts: readonly Bijector[];
  protected readonly dims: readonly number[];

  constructor(parts: readonly Bijector[], dims: readonly number[]) {
    super();
    checkBlocks(parts, dims);
    this.dim = dims.reduce((sum, dim) => sum + dim, 0);
    this.batchShape = parts.reduce<Shape>(
      (shape, part) => broadcastShapes(shape, part.batchShape, 'Stack'),
      [],
    );
    this.parts = [...parts];
    this.dims = [...dims];
  }

  override get recipe(): BijectorRecipe | undefined {
    const parts = this.parts.map((part) => part.recipe);
    return parts.includes(undefined) ? undefined : { kind: 'stack', parts, dims: [...this.dims] };
  }

  /** Block by block; the predicate of a restricted support may look across blocks and is not carried over. */
  override image(support: Support): Support {
    let start = 0;
    const images = this.parts.map((part, i) => {
      const dim = this.dims[i] as number;
      start += dim;
      return part.image(sliceBox(support, start - dim, dim));
    });
    return joinSupports(images);
  }

  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    return this.each(z, (part, block) => part.forwardAndLogDet(block));
  }

  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return this.each(theta, (part, block) => part.inverseAndLogDet(block));
  }

  private each(points: tf.Tensor, step: (part: Bijector, block: tf.Tensor) => WithLogDet): WithLogDet {
    // blocks are joined again, so all must have the leading axes of the whole
    const whole =
      this.batchShape.length > 0 ? tf.add(points, tf.zeros([...this.batchShape, this.dim])) : points;
    const blocks = splitBlocks(whole, this.dims);
    const pairs = this.parts.map((part, i) => step(part, blocks[i] as tf.Tensor));
    const value = joinBlocks(pairs.map(([block]) => block));
    return [value, tf.addN(pairs.map(([, logDet]) => logDet))];
  }
}

function checkBlocks(parts: readonly Bijector[], dims: readonly number[]): void {
  expectBijectors(parts, 'Stack');
  if (!Array.isArray(dims) || dims.length !== parts.length) {
    throw new ShapeError(
      'dims',
      `hold ${parts.length} lengths, one for each part`,
      describeValue(dims),
      'Stack',
    );
  }
  dims.forEach((dim, i) => {
    if (!Number.isInteger(dim) || dim < 1) {
      throw new ShapeError('dims', 'hold integers from 1', `${dim} at index ${i}`, 'Stack');
    }
    const own = parts[i]?.dim;
    if (own !== undefined && own !== dim) {
      throw new ShapeError('dims', `be ${own} at index ${i}, as its part`, String(dim), 'Stack');
    }
  });
}
