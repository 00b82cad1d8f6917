import { portableExp } from '@sbi/core/elementary';
import type { Rng } from '@sbi/core/rng';
import { logCounts, NOISE } from './lotkaVolterraModel.ts';

/** Prey at ten times, then predators, each with log-normal noise of ten percent. */
export default function lotkaVolterraSimulator(theta: Float32Array, rng: Rng): Float64Array {
  return logCounts(theta).map((log) => portableExp(log + NOISE * rng.normal()));
}
