import { portableLog } from '@sbi/core/elementary';
import { Joint, LogNormal } from '@sbi/distributions';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import { logLogNormalDensity, logNormalDensity } from './logNormal.ts';
import lotkaVolterraSimulator from './lotkaVolterra.simulator.ts';
import { logCounts, NOISE } from './lotkaVolterraModel.ts';
import type { Problem, ProblemInfo } from './problem.ts';

/** Means of the parameters' logarithms; all have a standard deviation of 0.5. */
const LOC = [-0.125, -3, -0.125, -3];
const SCALE = 0.5;

export const lotkaVolterraInfo: ProblemInfo = {
  name: 'lotka-volterra',
  title: 'Predators and prey',
  model: 'ln α, ln γ ~ N(−0.125, 0.5²),  ln β, ln δ ~ N(−3, 0.5²),  ln x ~ N(ln (u, v)(t), 0.1²)',
  description:
    'Prey multiply, predators eat them and multiply in turn, until the prey are few and the predators starve: both go up and down for ever. From ten counts of each, how fast does each of the four things happen? The counts say it to a few percent, where the prior allows a factor of seven: a needle in a haystack for whoever simulates from the prior.',
  parameters: {
    alpha: 'births of prey, a head and unit of time',
    beta: 'how fast one predator eats prey, a head of prey',
    gamma: 'deaths of predators, a head and unit of time',
    delta: 'how fast one prey feeds predators, a head of predators',
  },
  source: BENCHMARK,
};

/**
 * Lotka's and Volterra's predators and prey: the benchmark's `lotka_volterra`; owns its prior (`dispose`, or `using`).
 *
 * u̇ = α u − β u v, v̇ = −γ v + δ u v from (30, 1), solved by Runge–Kutta with a step of 0.025; x is u at t = 0, 2.1, …,
 * 18.9, then v, each with log-normal noise of standard deviation 0.1. Counts are kept between 10⁻¹⁰ and 10⁴.
 *
 * @example
 * import { lotkaVolterra } from '@sbi/simulate';
 * using problem = lotkaVolterra();
 * console.log(problem.prior.names?.join(' '), problem.observed.length); // → alpha beta gamma delta 20
 */
export function lotkaVolterra(): Problem {
  const [alpha, beta, gamma, delta] = LOC.map((loc) => new LogNormal(loc, SCALE)) as LogNormal[];
  return defineProblem(lotkaVolterraInfo, {
    prior: new Joint({ alpha, beta, gamma, delta } as Record<string, LogNormal>),
    simulator: lotkaVolterraSimulator,
    module: new URL('./lotkaVolterra.simulator.js', import.meta.url),
    observation: { truth: [0.863, 0.078, 1.14, 0.04] },
    entries: { expected: 'hold positive numbers', accepts: (value) => value > 0 },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const logX = x.map(portableLog);
  const logJoint = (theta: ArrayLike<number>) => {
    const logs = logCounts(theta);
    let sum = 0;
    LOC.forEach((loc, j) => {
      sum += logLogNormalDensity(theta[j] as number, loc, SCALE);
    });
    logX.forEach((log, i) => {
      sum += logNormalDensity(log, logs[i] as number, NOISE) - log;
    });
    return sum;
  };
  return posteriorOfDensity(
    logJoint,
    LOC.map(() => 'positive'),
    { loc: LOC, scale: LOC.map(() => SCALE) },
  );
}
