import type { Rng } from '@sbi/core/rng';
import { PANTHEON } from './pantheon.ts';
import { fading } from './supernovaeModel.ts';

/** Magnitudes of supernovae in 40 bins of redshift, with the errors of the Pantheon sample. */
export default function supernovaeSimulator(theta: Float32Array, rng: Rng): Float64Array {
  const [matter = 0, offset = 0] = theta;
  return fading(matter).map((fade, i) => {
    const [, , error] = PANTHEON[i] as (typeof PANTHEON)[number];
    return fade + offset + error * rng.normal();
  });
}
