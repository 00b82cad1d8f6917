import type { Rng } from '@sbi/core/rng';

/** θ with noise that is wide or narrow: one coin for both coordinates. */
export default function gaussianMixtureSimulator(theta: Float32Array, rng: Rng): Float32Array {
  const scale = rng.uniform() < 0.5 ? 1 : 0.1;
  return theta.map((value) => value + scale * rng.normal());
}
