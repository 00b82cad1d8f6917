import { portableExp } from '@sbi/core/elementary';
import { BoxUniform, Joint } from '@sbi/distributions';
import { drawDirectly } from '../exact/drawDirectly.ts';
import type { ExactPosterior } from '../exact/posterior.ts';
import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import gaussianMixtureSimulator from './gaussianMixture.simulator.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { drawTruncated, logMass, logTruncated, type TruncatedNormal } from './truncatedNormal.ts';

const WALL = 10;
const SCALES = [1, 0.1];

export const gaussianMixtureInfo: ProblemInfo = {
  name: 'gaussian-mixture',
  title: 'A wide and a narrow Gaussian',
  model: 'θ ~ U(−10, 10)²,  x ~ ½ N(θ, I) + ½ N(θ, 0.01 I)',
  description:
    'A point in a large square is measured either well or badly, and nobody says which. The posterior is a sharp peak in the middle of a wide hill: half of it within a few tenths, half spread ten times as far.',
  parameters: { theta_1: 'first coordinate of the point', theta_2: 'second coordinate of the point' },
  source: `${BENCHMARK} As corrected in sbibm 1.1: one coin for each simulation.`,
};

/**
 * A point measured well or badly: the benchmark's `gaussian_mixture`; owns its prior (`dispose`, or `using`).
 *
 * θ ~ U(−10, 10)², x ~ ½ N(θ, I) + ½ N(θ, 0.01 I), one coin for each x; the posterior is the same mixture around x, cut
 * to the box.
 *
 * @example
 * import { matrix } from '@sbi/core';
 * import { gaussianMixture } from '@sbi/simulate';
 * using problem = gaussianMixture();
 * const [logDensity] = problem.logPosterior(matrix([[0, 0]]), [0, 0]);
 * console.log(logDensity.toFixed(3)); // → 2.084
 */
export function gaussianMixture(): Problem {
  return defineProblem(gaussianMixtureInfo, {
    prior: new Joint({ theta: new BoxUniform([-WALL, -WALL], [WALL, WALL]) }),
    simulator: gaussianMixtureSimulator,
    module: new URL('./gaussianMixture.simulator.js', import.meta.url),
    observation: { truth: [5.65, -5.22] },
    isNormalized: true,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const components = SCALES.map((scale) =>
    Array.from(x, (loc): TruncatedNormal => ({ loc, scale, low: -WALL, high: WALL })),
  );
  const sum = (normals: readonly TruncatedNormal[], f: (normal: TruncatedNormal, j: number) => number) =>
    normals.reduce((total, normal, j) => total + f(normal, j), 0);
  // what each component keeps inside the box, the heavier one as 1
  const logMasses = components.map((normals) => sum(normals, logMass));
  const top = Math.max(...logMasses);
  const masses = logMasses.map((log) => portableExp(log - top));
  const [wide = 0, narrow = 0] = masses;
  return {
    logDensity: (theta) => {
      const logs = components.map((normals) => sum(normals, (n, j) => logTruncated(theta[j] as number, n)));
      const most = Math.max(...logs);
      const density = logs.reduce((total, log, c) => total + (masses[c] as number) * Math.exp(log - most), 0);
      return most + Math.log(density / (wide + narrow));
    },
    draw: (options) =>
      drawDirectly((rng) => {
        const chosen = components[rng.uniform() * (wide + narrow) < wide ? 0 : 1] as TruncatedNormal[];
        return chosen.map((normal) => drawTruncated(normal, rng));
      }, options),
  };
}
