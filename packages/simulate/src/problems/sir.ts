import { logGamma } from '@sbi/core';
import { portableLog } from '@sbi/core/elementary';
import { Joint, LogNormal } from '@sbi/distributions';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import { logLogNormalDensity } from './logNormal.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import sirSimulator from './sir.simulator.ts';
import { ASKED, infectedShares } from './sirModel.ts';

/** Mean and standard deviation of ln β and of ln γ. */
const LOC = [Math.log(0.4), Math.log(0.125)];
const SCALE = [0.5, 0.2];

export const sirInfo: ProblemInfo = {
  name: 'sir',
  title: 'An epidemic',
  model: 'ln β ~ N(ln 0.4, 0.5²),  ln γ ~ N(ln 0.125, 0.2²),  x_i ~ Binomial(1000, I(t_i)/N)',
  description:
    'One infected person comes to a city of a million. People infect each other at a rate β and recover at a rate γ; every 17th day 1,000 of them are tested. How contagious is the disease, and how long does it last? Ten counts, most of them 0, pin both down surprisingly well.',
  parameters: {
    beta: 'infections by one infected person a day, when nobody is immune yet',
    gamma: 'recoveries a day; 1/γ is how long the illness lasts',
  },
  source: BENCHMARK,
};

/**
 * The SIR model of an epidemic: the benchmark's `sir`; owns its prior (`dispose`, or `using`).
 *
 * Ṡ = −β S I / N, İ = β S I / N − γ I with N = 10⁶ and I(0) = 1, solved by Runge–Kutta with a step of a quarter of a day;
 * x_i ~ Binomial(1000, I(t_i)/N) at t = 0, 17, …, 153.
 *
 * @example
 * import { column } from '@sbi/core';
 * import { sir } from '@sbi/simulate';
 * using problem = sir();
 * const draws = await problem.reference(problem.observed, 1000, { seed: 1 });
 * const beta = column(draws, 'beta').reduce((sum, value) => sum + value / 1000, 0);
 * console.log(Math.abs(beta - problem.truth[0]) < 0.05); // → true
 */
export function sir(): Problem {
  return defineProblem(sirInfo, {
    prior: new Joint({
      beta: new LogNormal(LOC[0] as number, SCALE[0] as number),
      gamma: new LogNormal(LOC[1] as number, SCALE[1] as number),
    }),
    simulator: sirSimulator,
    module: new URL('./sir.simulator.js', import.meta.url),
    observation: { truth: [0.375, 0.13] },
    entries: {
      expected: `hold whole numbers from 0 to ${ASKED}`,
      accepts: (value) => Number.isInteger(value) && value >= 0 && value <= ASKED,
    },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const logWays = x.reduce((sum, count) => {
    return sum + logGamma(ASKED + 1) - logGamma(count + 1) - logGamma(ASKED - count + 1);
  }, 0);
  const logJoint = (theta: ArrayLike<number>) => {
    let sum = logWays;
    for (const [j, loc] of LOC.entries()) {
      sum += logLogNormalDensity(theta[j] as number, loc, SCALE[j] as number);
    }
    infectedShares(theta).forEach((share, i) => {
      const count = x[i] as number;
      if (count > 0) sum += count * portableLog(share);
      if (count < ASKED) sum += (ASKED - count) * portableLog(1 - share);
    });
    return sum;
  };
  return posteriorOfDensity(logJoint, ['positive', 'positive'], { loc: LOC, scale: SCALE });
}
