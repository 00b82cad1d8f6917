import { portableLog } from '@sbi/core/elementary';
import { box, DiagNormal, Joint, LogNormal, Truncated } from '@sbi/distributions';
import { type ExactPosterior, posteriorOfDensity } from '../exact/posterior.ts';
import { defineProblem } from './defineProblem.ts';
import { logLogNormalDensity, logNormalDensity } from './logNormal.ts';
import lynxHareSimulator from './lynxHare.simulator.ts';
import { logPelts } from './lynxHareModel.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { logTruncated } from './truncatedNormal.ts';

/** Pelts that the Hudson's Bay Company collected, in thousands: hares and lynxes of 1900, 1901, …, 1920. */
const PELTS: readonly (readonly [hares: number, lynxes: number])[] = [
  [30, 4],
  [47.2, 6.1],
  [70.2, 9.8],
  [77.4, 35.2],
  [36.3, 59.4],
  [20.6, 41.7],
  [18.1, 19],
  [21.4, 13],
  [22, 8.3],
  [25.4, 9.1],
  [27.1, 7.4],
  [40.3, 8],
  [57, 12.3],
  [76.6, 19.5],
  [52.3, 45.7],
  [19.5, 51.1],
  [11.2, 29.7],
  [7.6, 15.8],
  [14.6, 9.7],
  [16.2, 10.1],
  [24.7, 8.6],
];

/** N(loc, scale²) on positive numbers, for α, β, γ, δ. */
const RATES = [
  { loc: 1, scale: 0.5 },
  { loc: 0.05, scale: 0.05 },
  { loc: 1, scale: 0.5 },
  { loc: 0.05, scale: 0.05 },
];
/** Means and standard deviations of the logarithms of what is there in 1900, and of the noise. */
const POSITIVE = [
  { loc: Math.log(10), scale: 1 },
  { loc: Math.log(10), scale: 1 },
  { loc: -1, scale: 1 },
  { loc: -1, scale: 1 },
];

export const lynxHareInfo: ProblemInfo = {
  name: 'lynx-hare',
  title: 'Lynxes and hares in Canada, 1900–1920',
  model: 'u̇ = (α − β v) u,  v̇ = (−γ + δ u) v,  ln x ~ N(ln (u, v)(t), σ²) in 21 years',
  description:
    "For two decades the Hudson's Bay Company counted the pelts that trappers brought in: hares, and the lynxes that live on them, both rising and falling every ten years, the lynxes a little later. Lotka's and Volterra's equations say why. How fast do hares multiply, lynxes hunt, starve and breed, and how far are the counts from the equations? Eight unknowns from 42 numbers.",
  parameters: {
    alpha: 'births of hares, a head and year',
    beta: 'how fast a thousand lynxes catch hares, a head of hares and year',
    gamma: 'deaths of lynxes, a head and year',
    delta: 'how fast a thousand hares feed lynxes, a head of lynxes and year',
    hare_start: 'thousands of hares in 1900',
    lynx_start: 'thousands of lynxes in 1900',
    hare_sigma: 'how far counts of hares are from the equations, in their logarithm',
    lynx_sigma: 'the same for lynxes',
  },
  source:
    'Carpenter (2018), Predator-prey population dynamics: the Lotka–Volterra model in Stan (mc-stan.org/users/documentation/case-studies). Counts as in Howard (2009), Modeling basics, after Hewitt (1921).',
};

/**
 * Lynxes and hares, counted by the Hudson's Bay Company: the model, priors and data of the Stan case study; owns its prior
 * (`dispose`, or `using`).
 *
 * u̇ = (α − β v) u, v̇ = (−γ + δ u) v from (hare_start, lynx_start), solved by Runge–Kutta with forty steps a year. Each of
 * 21 yearly counts of both is log-normal about the solution. α, γ ~ N(1, 0.5²) and β, δ ~ N(0.05, 0.05²), positive; both
 * starts ~ LogNormal(ln 10, 1), both sigmas ~ LogNormal(−1, 1). x has the shape [21, 2]: years, then hares and lynxes.
 *
 * @example
 * import { column } from '@sbi/core';
 * import { lynxHare } from '@sbi/simulate';
 * using problem = lynxHare();
 * const draws = await problem.reference(problem.observed, 2000, { seed: 1 });
 * const alpha = column(draws, 'alpha').reduce((sum, value) => sum + value / 2000, 0);
 * console.log(Math.abs(alpha - 0.546) < 0.01); // → true
 */
export function lynxHare(): Problem {
  const [alpha, beta, gamma, delta] = RATES.map(
    ({ loc, scale }) => new Truncated(new DiagNormal(loc, scale), box([0], [Number.POSITIVE_INFINITY])),
  ) as Truncated[];
  const [hareStart, lynxStart, hareSigma, lynxSigma] = POSITIVE.map(
    ({ loc, scale }) => new LogNormal(loc, scale),
  ) as LogNormal[];
  return defineProblem(lynxHareInfo, {
    prior: new Joint({
      alpha,
      beta,
      gamma,
      delta,
      hare_start: hareStart,
      lynx_start: lynxStart,
      hare_sigma: hareSigma,
      lynx_sigma: lynxSigma,
    } as Record<string, Truncated | LogNormal>),
    simulator: lynxHareSimulator,
    module: new URL('./lynxHare.simulator.js', import.meta.url),
    xShape: [PELTS.length, 2],
    observation: { measured: PELTS.flat() },
    entries: { expected: 'hold positive numbers', accepts: (value) => value > 0 },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const logX = x.map(portableLog);
  const logJoint = (theta: ArrayLike<number>) => {
    const logs = logPelts(theta);
    let sum = 0;
    RATES.forEach(({ loc, scale }, j) => {
      sum += logTruncated(theta[j] as number, { loc, scale, low: 0, high: Number.POSITIVE_INFINITY });
    });
    POSITIVE.forEach(({ loc, scale }, j) => {
      sum += logLogNormalDensity(theta[RATES.length + j] as number, loc, scale);
    });
    logX.forEach((log, i) => {
      sum += logNormalDensity(log, logs[i] as number, theta[6 + (i % 2)] as number) - log;
    });
    return sum;
  };
  // the first counts say where both start; the rest is about what the prior says
  const loc = [...RATES.map((rate) => portableLog(rate.loc)), logX[0], logX[1], -1, -1] as number[];
  const scale = [0.5, 0.8, 0.5, 0.8, 0.5, 0.5, 1, 1];
  return posteriorOfDensity(
    logJoint,
    loc.map(() => 'positive'),
    { loc, scale },
  );
}
