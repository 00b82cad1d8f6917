import { BENCHMARK } from './benchmark.ts';
import { glmParameters, glmPosterior, glmPrior, glmTruth } from './bernoulliGlmModel.ts';
import bernoulliGlmRawSimulator from './bernoulliGlmRaw.simulator.ts';
import { defineProblem } from './defineProblem.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { spikeStatistics } from './stimulus.ts';

export const bernoulliGlmRawInfo: ProblemInfo = {
  name: 'bernoulli-glm-raw',
  title: 'A neuron and its filter, from its spikes',
  model: 'θ ~ N(0, P⁻¹) smooth,  x_t ~ Bernoulli(σ((Xθ)_t)),  t = 1 … 100',
  description:
    'The neuron of bernoulli-glm once more, but what is seen are its spikes themselves: a hundred zeros and ones. The posterior is the same, because ten sums of them hold all there is to know; a method has to find these sums.',
  parameters: glmParameters,
  source: BENCHMARK,
};

/**
 * A generalised linear model of spikes, from the spike train: the benchmark's `bernoulli_glm_raw`; owns its prior
 * (`dispose`, or `using`).
 *
 * As `bernoulliGlm`, with x = y, 100 zeros and ones.
 *
 * @example
 * import { bernoulliGlm, bernoulliGlmRaw } from '@sbi/simulate';
 * using raw = bernoulliGlmRaw();
 * using summed = bernoulliGlm();
 * const [spikes] = summed.observed;
 * console.log(raw.observed.reduce((sum, spike) => sum + spike, 0) === spikes); // → true
 */
export function bernoulliGlmRaw(): Problem {
  return defineProblem(bernoulliGlmRawInfo, {
    prior: glmPrior(),
    simulator: bernoulliGlmRawSimulator,
    module: new URL('./bernoulliGlmRaw.simulator.js', import.meta.url),
    observation: { truth: glmTruth },
    entries: { expected: 'hold zeros and ones', accepts: (value) => value === 0 || value === 1 },
    isNormalized: false,
    posterior: (x) => glmPosterior(spikeStatistics(x)),
  });
}
