import { DiagNormal, Joint } from '@sbi/distributions';
import { drawDirectly } from '../exact/drawDirectly.ts';
import { BENCHMARK, numbered } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import gaussianLinearSimulator from './gaussianLinear.simulator.ts';
import type { Problem, ProblemInfo } from './problem.ts';

const DIM = 10;
const VARIANCE = 0.1;
const POSTERIOR_VARIANCE = VARIANCE / 2;

export const gaussianLinearInfo: ProblemInfo = {
  name: 'gaussian-linear',
  title: 'Ten Gaussian means',
  model: 'θ ~ N(0, 0.1 I₁₀),  x ~ N(θ, 0.1 I₁₀)',
  description:
    'Ten numbers, each measured once with noise as wide as the prior. The posterior lies halfway between the prior and the measurement, N(x/2, 0.05 I): what every method must get right before it is tried on anything else.',
  parameters: numbered('theta', DIM, 'mean of number'),
  source: BENCHMARK,
};

/**
 * Ten Gaussian means under a Gaussian prior: the benchmark's `gaussian_linear`; owns its prior (`dispose`, or `using`).
 *
 * θ ~ N(0, 0.1 I), x ~ N(θ, 0.1 I), with variances of 0.1; the posterior is N(x/2, 0.05 I).
 *
 * @example
 * import { column } from '@sbi/core';
 * import { gaussianLinear } from '@sbi/simulate';
 * using problem = gaussianLinear();
 * const draws = await problem.reference(new Array(10).fill(1), 10_000, { seed: 1 });
 * const mean = column(draws, 'theta_1').reduce((sum, value) => sum + value / 10_000, 0);
 * console.log(mean.toFixed(1)); // → 0.5
 */
export function gaussianLinear(): Problem {
  return defineProblem(gaussianLinearInfo, {
    prior: new Joint({ theta: new DiagNormal(new Array<number>(DIM).fill(0), Math.sqrt(VARIANCE)) }),
    simulator: gaussianLinearSimulator,
    module: new URL('./gaussianLinear.simulator.js', import.meta.url),
    observation: { truth: [0.33, 0.52, 0.36, -0.31, -0.44, 0.02, 0.27, 0.16, 0.57, 0.24] },
    isNormalized: true,
    posterior: (x) => {
      const mean = x.map((value) => value / 2);
      return {
        logDensity: (theta) => {
          const square = mean.reduce((sum, centre, j) => sum + ((theta[j] as number) - centre) ** 2, 0);
          return (
            (-0.5 * square) / POSTERIOR_VARIANCE - 0.5 * DIM * Math.log(2 * Math.PI * POSTERIOR_VARIANCE)
          );
        },
        draw: (options) => {
          const scale = Math.sqrt(POSTERIOR_VARIANCE);
          return drawDirectly((rng) => mean.map((centre) => centre + scale * rng.normal()), options);
        },
      };
    },
  });
}
