import { portableExp } from '@sbi/core/elementary';
import type { Rng } from '@sbi/core/rng';
import { logPelts } from './lynxHareModel.ts';

/** Pelts of hares and of lynxes in 21 years, side by side, each with log-normal noise of its own width. */
export default function lynxHareSimulator(theta: Float32Array, rng: Rng): Float64Array {
  return logPelts(theta).map((log, i) => portableExp(log + (theta[6 + (i % 2)] as number) * rng.normal()));
}
