import { portableLog } from '@sbi/core/elementary';
import { PANTHEON } from './pantheon.ts';

/** Intervals of Simpson's rule from one redshift to the next. */
const INTERVALS = 8;
const FIVE_LOG10 = 5 / Math.LN10;

/**
 * 5 log₁₀ of (1 + z) ∫₀ᶻ dz′/E(z′) at the 40 redshifts, E² = Ω_m (1 + z)³ + 1 − Ω_m: how much fainter they are than at
 * one Hubble distance, in magnitudes, in a flat universe with a cosmological constant.
 */
export function fading(matter: number): Float64Array {
  const inverseE = (z: number) => 1 / Math.sqrt(matter * (1 + z) * (1 + z) * (1 + z) + 1 - matter);
  let distance = 0;
  let before = 0;
  return Float64Array.from(PANTHEON, ([redshift]) => {
    const step = (redshift - before) / INTERVALS;
    for (let k = 0; k < INTERVALS; k++) {
      const z = before + k * step;
      distance += (step / 6) * (inverseE(z) + 4 * inverseE(z + step / 2) + inverseE(z + step));
    }
    before = redshift;
    return FIVE_LOG10 * portableLog((1 + redshift) * distance);
  });
}
