import type { Rng } from '@sbi/core/rng';
import { drawSpikes } from './stimulus.ts';

/** The spike train itself, 100 zeros and ones. */
export default function bernoulliGlmRawSimulator(theta: Float32Array, rng: Rng): Float32Array {
  return drawSpikes(theta, rng);
}
