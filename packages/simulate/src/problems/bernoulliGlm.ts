import { BENCHMARK } from './benchmark.ts';
import bernoulliGlmSimulator from './bernoulliGlm.simulator.ts';
import { glmParameters, glmPosterior, glmPrior, glmTruth } from './bernoulliGlmModel.ts';
import { defineProblem } from './defineProblem.ts';
import type { Problem, ProblemInfo } from './problem.ts';

export const bernoulliGlmInfo: ProblemInfo = {
  name: 'bernoulli-glm',
  title: 'A neuron and its filter',
  model: 'θ ~ N(0, P⁻¹) smooth,  y_t ~ Bernoulli(σ((Xθ)_t)),  x = Xᵀy',
  description:
    'A neuron sees a flickering light and now and then fires. How it weighs the last nine moments of the light, its filter, and how often it fires without any are asked for, from the number of spikes and the light that came before them: a generalised linear model, or logistic regression with ten unknowns.',
  parameters: glmParameters,
  source: BENCHMARK,
};

/**
 * A generalised linear model of spikes, from its sufficient statistics: the benchmark's `bernoulli_glm`; owns its prior
 * (`dispose`, or `using`).
 *
 * 100 bins of time; X has a column of ones and nine delays of a fixed white-noise stimulus. x = Xᵀy is the number of
 * spikes and nine stimulus-weighted sums. The prior makes neighbouring taps of the filter alike.
 *
 * @example
 * import { bernoulliGlm } from '@sbi/simulate';
 * using problem = bernoulliGlm();
 * const draws = await problem.reference(problem.observed, 1000, { seed: 1 });
 * console.log(draws.names?.slice(0, 3).join(' ')); // → offset filter_1 filter_2
 */
export function bernoulliGlm(): Problem {
  return defineProblem(bernoulliGlmInfo, {
    prior: glmPrior(),
    simulator: bernoulliGlmSimulator,
    module: new URL('./bernoulliGlm.simulator.js', import.meta.url),
    observation: { truth: glmTruth },
    isNormalized: false,
    posterior: glmPosterior,
  });
}
