import type { Rng } from '@sbi/core';

/** Uniform on ±1/√fanIn: what torch's linear layers start from (kernels and biases alike). */
export function uniformFanIn(size: number, fanIn: number, rng: Rng): Float32Array {
  const bound = 1 / Math.sqrt(fanIn);
  return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * bound);
}
