import { portableLog } from '@sbi/core/elementary';
import { BoxUniform, Joint } from '@sbi/distributions';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { defineProblem } from './defineProblem.ts';
import { logNormalDensity } from './logNormal.ts';
import { PANTHEON } from './pantheon.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import supernovaeSimulator from './supernovae.simulator.ts';
import { fading } from './supernovaeModel.ts';

/** Ends of the uniform priors of Ω_m and of the offset. */
const LOW: readonly number[] = [0, 23.3];
const HIGH: readonly number[] = [1, 24.5];

export const supernovaeInfo: ProblemInfo = {
  name: 'supernovae',
  title: 'Supernovae and dark energy',
  model:
    'Ω_m ~ U(0, 1),  M ~ U(23.3, 24.5),  x_i ~ N(5 log₁₀[(1 + z_i) ∫ dz/E(z)] + M, σ_i²) at 40 redshifts',
  description:
    'Exploding stars of one kind are all equally bright, so how faint one looks tells how far away it is, and the redshift of its light how much the universe has grown meanwhile. A thousand of them in 40 bins show that the universe expands faster and faster: matter makes up only about a third of it, and the rest is called dark energy. Two unknowns: the share of matter, and how bright such a star is.',
  parameters: {
    Omega_m: 'share of matter in the universe; the rest is dark energy',
    offset: 'magnitude of such a supernova at one Hubble distance, were space not to expand',
  },
  source: 'Scolnic et al. (2018), ApJ 859:101 (Pantheon, binned); statistical errors only.',
};

/**
 * Type-Ia supernovae of the Pantheon sample in a flat universe with a cosmological constant; owns its prior (`dispose`, or
 * `using`).
 *
 * E(z)² = Ω_m (1 + z)³ + 1 − Ω_m; a magnitude is 5 log₁₀ of the luminosity distance in units of c/H₀ plus an offset, which
 * holds the absolute magnitude and H₀: 24 for −19.3 and 67 km/s/Mpc. The prior of the offset covers absolute magnitudes of
 * −19.6 to −19.0 and H₀ of 60 to 80. The errors are the statistical ones of the bins, without their covariance.
 *
 * @example
 * import { column } from '@sbi/core';
 * import { supernovae } from '@sbi/simulate';
 * using problem = supernovae();
 * const draws = await problem.reference(problem.observed, 2000, { seed: 1 });
 * const matter = column(draws, 'Omega_m').reduce((sum, value) => sum + value / 2000, 0);
 * console.log(matter.toFixed(2)); // → 0.28
 */
export function supernovae(): Problem {
  const [Omega_m, offset] = LOW.map((low, j) => new BoxUniform([low], [HIGH[j] as number])) as [
    BoxUniform,
    BoxUniform,
  ];
  return defineProblem(supernovaeInfo, {
    prior: new Joint({ Omega_m, offset }),
    simulator: supernovaeSimulator,
    module: new URL('./supernovae.simulator.js', import.meta.url),
    observation: { measured: PANTHEON.map(([, magnitude]) => magnitude) },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const logPrior = -LOW.reduce((sum, low, j) => sum + portableLog((HIGH[j] as number) - low), 0);
  const logJoint = (theta: ArrayLike<number>) => {
    const isInside = LOW.every(
      (low, j) => (theta[j] as number) >= low && (theta[j] as number) <= (HIGH[j] as number),
    );
    if (!isInside) return Number.NEGATIVE_INFINITY;
    const fades = fading(theta[0] as number);
    return PANTHEON.reduce((sum, [, , error], i) => {
      const mean = (fades[i] as number) + (theta[1] as number);
      return sum + logNormalDensity(x[i] as number, mean, error);
    }, logPrior);
  };
  const loc = LOW.map((low, j) => (low + (HIGH[j] as number)) / 2);
  const scale = LOW.map((low, j) => ((HIGH[j] as number) - low) / 2);
  return posteriorOfDensity(logJoint, ['real', 'real'], { loc, scale });
}
