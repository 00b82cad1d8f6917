import { logGamma } from '@sbi/core';
import { portableLog } from '@sbi/core/elementary';
import { box, DiagNormal, exponential, Joint, Truncated } from '@sbi/distributions';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { defineProblem } from './defineProblem.ts';
import influenzaSimulator from './influenza.simulator.ts';
import { meanInBed } from './influenzaModel.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { logTruncated } from './truncatedNormal.ts';

/** Boys confined to bed on 22 January 1978 and the thirteen days after. */
const IN_BED = [3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4];

/** N(loc, scale²) on positive numbers, for β and γ. */
const RATES = [
  { loc: 2, scale: 1 },
  { loc: 0.4, scale: 0.5 },
];
/** Rate of the exponential prior of the dispersion. */
const DISPERSION_RATE = 5;

export const influenzaInfo: ProblemInfo = {
  name: 'influenza',
  title: 'Influenza in a boarding school, 1978',
  model: 'Ṡ = −β S I/N,  İ = β S I/N − γ I,  x_t ~ NegBinomial(mean I(t), dispersion 1/φ) on 14 days',
  description:
    'In January 1978 one boy brought influenza back to a boarding school of 763; within two weeks 512 had been ill. The number of boys in bed on each of fourteen days tells how many others an ill boy infects a day, how fast he recovers, and how far real counts are from the smooth curve of the equations. β/γ is the famous R₀, here a little above 3.',
  parameters: {
    beta: 'infections by one ill boy a day, when nobody is immune yet',
    gamma: 'recoveries a day; 1/γ is how long a boy stays ill',
    dispersion: 'how much wider than Poisson the counts are: their variance is m + dispersion · m²',
  },
  source:
    'British Medical Journal 1978;1:578, counts as in the R package outbreaks. Model and priors: Grinsztajn, Semenova, Margossian & Riou (2021), Bayesian workflow for disease transmission modeling in Stan, Statistics in Medicine 40.',
};

/**
 * Influenza in an English boarding school: the model, priors and data of the Stan case study; owns its prior (`dispose`, or
 * `using`).
 *
 * The SIR equations with N = 763 from one ill boy on day 0, solved by Runge–Kutta with twenty steps a day; x_t is negative
 * binomial with mean I(t) and variance I + dispersion · I², t = 1 … 14. β ~ N(2, 1) and γ ~ N(0.4, 0.5²), positive;
 * dispersion ~ Exponential(5).
 *
 * @example
 * import { column } from '@sbi/core';
 * import { influenza } from '@sbi/simulate';
 * using problem = influenza();
 * const draws = await problem.reference(problem.observed, 2000, { seed: 1 });
 * const gamma = column(draws, 'gamma');
 * const r0 = column(draws, 'beta').reduce((sum, beta, i) => sum + beta / gamma[i] / 2000, 0);
 * console.log(r0.toFixed(1)); // → 3.2
 */
export function influenza(): Problem {
  const [beta, gamma] = RATES.map(
    ({ loc, scale }) => new Truncated(new DiagNormal(loc, scale), box([0], [Number.POSITIVE_INFINITY])),
  ) as [Truncated, Truncated];
  return defineProblem(influenzaInfo, {
    prior: new Joint({ beta, gamma, dispersion: exponential(DISPERSION_RATE) }),
    simulator: influenzaSimulator,
    module: new URL('./influenza.simulator.js', import.meta.url),
    observation: { measured: IN_BED },
    entries: {
      expected: 'hold whole numbers from 0',
      accepts: (value) => Number.isInteger(value) && value >= 0,
    },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const logFactorials = x.map((count) => logGamma(count + 1));
  const logJoint = (theta: ArrayLike<number>) => {
    const dispersion = theta[2] as number;
    const size = 1 / dispersion;
    const logGammaSize = logGamma(size);
    let sum = portableLog(DISPERSION_RATE) - DISPERSION_RATE * dispersion;
    RATES.forEach(({ loc, scale }, j) => {
      sum += logTruncated(theta[j] as number, { loc, scale, low: 0, high: Number.POSITIVE_INFINITY });
    });
    meanInBed(theta).forEach((mean, i) => {
      const count = x[i] as number;
      const logTotal = portableLog(mean + size);
      sum += logGamma(count + size) - logGammaSize - (logFactorials[i] as number);
      sum += count * (portableLog(mean) - logTotal) + size * (portableLog(size) - logTotal);
    });
    return sum;
  };
  const scales = ['positive', 'positive', 'positive'] as const;
  // ln of what the priors are about, and how far from it they reach
  const start = { loc: [Math.log(2), Math.log(0.4), Math.log(1 / DISPERSION_RATE)], scale: [0.6, 0.8, 1.2] };
  return posteriorOfDensity(logJoint, scales, start);
}
