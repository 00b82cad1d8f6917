import type { Rng } from '@sbi/core/rng';

const SCALE = Math.sqrt(0.1);

/** x ~ N(θ, 0.1 I); 0.1 is the variance. */
export default function gaussianLinearSimulator(theta: Float32Array, rng: Rng): Float32Array {
  return theta.map((value) => value + SCALE * rng.normal());
}
