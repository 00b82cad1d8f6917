import type { Rng } from '@sbi/core/rng';
import { drawPoisson } from '../draws/poisson.ts';
import { meanInBed } from './influenzaModel.ts';

/** Boys in bed on fourteen days: negative binomial counts, as Poisson ones with a mean that is Gamma distributed. */
export default function influenzaSimulator(theta: Float32Array, rng: Rng): Float64Array {
  const dispersion = theta[2] as number;
  return meanInBed(theta).map((mean) => {
    return drawPoisson(dispersion > 0 ? mean * dispersion * rng.gamma(1 / dispersion) : mean, rng);
  });
}
