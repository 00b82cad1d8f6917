import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { ShapeError } from './errors.ts';
import type { Rng } from './rng.ts';
import { RngBatch } from './rngBatch.ts';
import { asShape, type Shape, sizeOf } from './shapes.ts';

/**
 * A tensor of draws of your own, row-major: how `normals` and `uniforms` are made, for events of which some columns are drawn
 * in another way than others. Drawn in JavaScript and uploaded once: the same on every backend.
 *
 * Draw from the stream you are handed: of an `RngBatch` it is that of the member.
 *
 * @param draw is also told the place in the last axis
 * @throws ShapeError for a shape that is none, or an `RngBatch` and a shape that is not [count, streams, …]
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { randomTensor, Rng } from '@sbi/core';
 * const both = randomTensor([5, 2], Rng.fromSeed(1), (rng, column) => (column === 0 ? rng.int(3) : rng.normal()));
 * console.log(both.shape); // → [ 5, 2 ]
 */
export function randomTensor(shape: Shape, rng: Rng, draw: (rng: Rng, column: number) => number): Tensor {
  return fill(shape, rng, 'randomTensor', draw);
}

function fill(shape: Shape, rng: Rng, where: string, draw: (rng: Rng, column: number) => number): Tensor {
  const data = new Float32Array(sizeOf(asShape(shape, where)));
  const columns = shape.at(-1) ?? 1;
  if (rng instanceof RngBatch) fillBatch(data, shape, rng.streams, where, draw);
  else for (let i = 0; i < data.length; i++) data[i] = draw(rng, i % columns);
  return tensor(data, [...shape], 'float32');
}

/** [count, streams, …]: every member of the batch from its own stream, in the order in which it would be filled alone. */
function fillBatch(
  data: Float32Array,
  shape: Shape,
  streams: readonly Rng[],
  where: string,
  draw: (rng: Rng, column: number) => number,
): void {
  const [count = 0, members, ...rest] = shape;
  if (members !== streams.length) {
    throw new ShapeError('shape', `be [count, ${streams.length}, …], as the streams`, shape, where);
  }
  const width = sizeOf(rest);
  const columns = rest.at(-1) ?? 1;
  streams.forEach((stream, member) => {
    for (let i = 0; i < count; i++) {
      const begin = (i * members + member) * width;
      for (let k = 0; k < width; k++) data[begin + k] = draw(stream, k % columns);
    }
  });
}

/**
 * Standard normals of the given shape, drawn in JavaScript and uploaded once: the same on every backend.
 *
 * @throws ShapeError for an `RngBatch`, unless the shape is [count, streams, …]
 */
export function normals(shape: Shape, rng: Rng): Tensor {
  return fill(shape, rng, 'normals', (stream) => stream.normal());
}

/**
 * Uniforms on [0, 1) of the given shape; rounding to float32 may give 1 once in 2²⁵ draws, so it is drawn again.
 *
 * @throws ShapeError for an `RngBatch`, unless the shape is [count, streams, …]
 */
export function uniforms(shape: Shape, rng: Rng): Tensor {
  return fill(shape, rng, 'uniforms', (stream) => {
    let draw = Math.fround(stream.uniform());
    while (draw === 1) draw = Math.fround(stream.uniform());
    return draw;
  });
}
