import type { Rng } from '@sbi/core/rng';

// Imports types only: bundlers copy this file as it is, to be loaded by a worker.

/** x = θ + 1 + 0.1 ε with ε ~ N(0, I): the simulator of the Gaussian tutorial, as a module. */
export default function gaussianSimulator(theta: Float32Array, rng: Rng): Float32Array {
  return theta.map((value) => value + 1 + 0.1 * rng.normal());
}
