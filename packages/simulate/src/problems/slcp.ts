import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import slcpSimulator from './slcp.simulator.ts';
import { slcpPosterior } from './slcpPosterior.ts';
import { slcpParameters, slcpPrior, slcpTruth } from './slcpPrior.ts';

export const slcpInfo: ProblemInfo = {
  name: 'slcp',
  title: 'Simple likelihood, complex posterior',
  model: 'θ ~ U(−3, 3)⁵,  four points of N((θ₁, θ₂), S),  sds θ₃² and θ₄², correlation tanh θ₅',
  description:
    'Four points in the plane are drawn from one Gaussian; what is asked for are its centre, its two widths and its correlation. The widths are squares, so their signs cannot be known and the posterior has four mirror images with sharp corners between them: easy to simulate, hard to infer.',
  parameters: slcpParameters,
  source: `${BENCHMARK} After Papamakarios, Sterratt & Murray (2019), Sequential neural likelihood, AISTATS.`,
};

/**
 * A Gaussian from four of its points: the benchmark's `slcp`; owns its prior (`dispose`, or `using`).
 *
 * θ ~ U(−3, 3)⁵; the mean is (θ₁, θ₂), the covariance [[s₁² + ε, ρ s₁ s₂], [ρ s₁ s₂, s₂² + ε]] with s₁ = θ₃², s₂ = θ₄²,
 * ρ = tanh θ₅ and ε = 10⁻⁶; x is four draws, one after the other. Four modes, by the signs of θ₃ and θ₄.
 *
 * @example
 * import { column } from '@sbi/core';
 * import { slcp } from '@sbi/simulate';
 * using problem = slcp();
 * const draws = await problem.reference(problem.observed, 1000, { seed: 1 });
 * const positive = column(draws, 'theta_3').filter((value) => value > 0).length;
 * console.log(positive > 400 && positive < 600); // → true
 */
export function slcp(): Problem {
  return defineProblem(slcpInfo, {
    prior: slcpPrior(),
    simulator: slcpSimulator,
    module: new URL('./slcp.simulator.js', import.meta.url),
    observation: { truth: slcpTruth },
    isNormalized: false,
    posterior: slcpPosterior,
  });
}
