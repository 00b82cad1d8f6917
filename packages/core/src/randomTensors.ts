import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Rng } from './rng.ts';
import { asShape, type Shape, sizeOf } from './shapes.ts';

function fill(shape: Shape, where: string, draw: () => number): Tensor {
  const data = new Float32Array(sizeOf(asShape(shape, where)));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return tensor(data, [...shape], 'float32');
}

/** Standard normals of the given shape, drawn in JavaScript and uploaded once: the same on every backend. */
export function normals(shape: Shape, rng: Rng): Tensor {
  return fill(shape, 'normals', () => rng.normal());
}

/** Uniforms on [0, 1) of the given shape; rounding to float32 may give 1 once in 2²⁵ draws, so it is drawn again. */
export function uniforms(shape: Shape, rng: Rng): Tensor {
  return fill(shape, 'uniforms', () => {
    let draw = Math.fround(rng.uniform());
    while (draw === 1) draw = Math.fround(rng.uniform());
    return draw;
  });
}
