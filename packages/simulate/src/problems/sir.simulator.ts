import type { Rng } from '@sbi/core/rng';
import { drawBinomial } from '../draws/binomial.ts';
import { ASKED, infectedShares } from './sirModel.ts';

/** Ten counts: how many of 1,000 people are infected, every 17th day of an epidemic. */
export default function sirSimulator(theta: Float32Array, rng: Rng): Float64Array {
  return infectedShares(theta).map((share) => drawBinomial(ASKED, share, rng));
}
