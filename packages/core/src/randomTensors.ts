import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Rng } from './rng.ts';
import { type Shape, sizeOf } from './shapes.ts';

function fill(shape: Shape, draw: () => number): Tensor {
  return tensor(Float32Array.from({ length: sizeOf(shape) }, draw), [...shape], 'float32');
}

/** Standard normals of the given shape, drawn in JavaScript and uploaded once: the same on every backend. */
export function normals(shape: Shape, rng: Rng): Tensor {
  return fill(shape, () => rng.normal());
}

/** Uniforms on [0, 1) of the given shape; rounding to float32 may give 1 once in 2²⁵ draws, so it is drawn again. */
export function uniforms(shape: Shape, rng: Rng): Tensor {
  return fill(shape, () => {
    let draw = Math.fround(rng.uniform());
    while (draw === 1) draw = Math.fround(rng.uniform());
    return draw;
  });
}
