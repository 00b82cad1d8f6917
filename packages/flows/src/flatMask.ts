import { sizeOf } from '@sbi/core';
import { weightCount } from './parameters.ts';
import type { ResidualModel } from './residualModel.ts';

/** One number a weight, 0 for each that does not count, in the order of the layout. */
export function flatMask({ weights, masks }: ResidualModel): Float32Array {
  const given = masks?.() ?? {};
  const flat = new Float32Array(weightCount(weights)).fill(1);
  let offset = 0;
  for (const [name, shape] of Object.entries(weights)) {
    const mask = given[name];
    if (mask) flat.set(mask, offset);
    offset += sizeOf(shape);
  }
  return flat;
}
