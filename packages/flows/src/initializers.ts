import { type Rng, sizeOf } from '@sbi/core';
import type { WeightSpec } from './conditional.ts';
import type { Initializer } from './parameters.ts';

/** Uniform on ±bound. */
export function uniform(size: number, bound: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * bound);
}

/** Uniform on ±1/√fanIn: what torch's linear layers start from (kernels and biases alike). */
function uniformFanIn(size: number, fanIn: number, rng: Rng): Float32Array {
  return uniform(size, 1 / Math.sqrt(fanIn), rng);
}

/**
 * torch's start for every layer of a layout, whose weights are named `….kernel`, [...inputs, outputs], and `….bias`.
 *
 * A weight of another name starts at 0.
 */
export function linearStart(spec: WeightSpec): Initializer {
  return (name, size, rng) => {
    const kernel = spec[name.replace(/(^|\.)bias$/, '$1kernel')];
    if (!kernel || !/(^|\.)(kernel|bias)$/.test(name)) return new Float32Array(size);
    return uniformFanIn(size, Math.max(1, sizeOf(kernel.slice(0, -1))), rng);
  };
}
