import type { Rng } from '@sbi/core/rng';
import { drawSpikes, spikeStatistics } from './stimulus.ts';

/** Xᵀy of a spike train y: what there is to know of it. */
export default function bernoulliGlmSimulator(theta: Float32Array, rng: Rng): Float64Array {
  return spikeStatistics(drawSpikes(theta, rng));
}
