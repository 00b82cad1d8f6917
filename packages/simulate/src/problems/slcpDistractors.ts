import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import { distractors } from './distractors.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import slcpDistractorsSimulator from './slcpDistractors.simulator.ts';
import { slcpPosterior } from './slcpPosterior.ts';
import { slcpParameters, slcpPrior, slcpTruth } from './slcpPrior.ts';

const INFORMATIVE = 8;

export const slcpDistractorsInfo: ProblemInfo = {
  name: 'slcp-distractors',
  title: 'SLCP among distractors',
  model: 'θ ~ U(−3, 3)⁵,  x = the eight numbers of SLCP among 92 heavy-tailed ones without meaning',
  description:
    'The four points of SLCP, hidden among 92 numbers that have nothing to do with the parameters and are sometimes very large. The posterior is exactly that of SLCP; a method has to find out by itself which eight of a hundred numbers matter.',
  parameters: slcpParameters,
  source: BENCHMARK,
};

/**
 * SLCP with 92 numbers that say nothing: the benchmark's `slcp_distractors`; owns its prior (`dispose`, or `using`).
 *
 * The distractors are a mixture of twenty Student t with two degrees of freedom, so their variance is infinite. Its
 * constants and the fixed order of x are those of the benchmark, drawn again as NumPy's `RandomState(42)` does.
 *
 * @example
 * import { slcpDistractors } from '@sbi/simulate';
 * using problem = slcpDistractors();
 * console.log(problem.observed.length, problem.prior.dim); // → 100 5
 */
export function slcpDistractors(): Problem {
  return defineProblem(slcpDistractorsInfo, {
    prior: slcpPrior(),
    simulator: slcpDistractorsSimulator,
    module: new URL('./slcpDistractors.simulator.js', import.meta.url),
    observation: { truth: slcpTruth },
    isNormalized: false,
    posterior: (x) => {
      const informative = new Float64Array(INFORMATIVE);
      distractors().order.forEach((from, to) => {
        if (from < INFORMATIVE) informative[from] = x[to] as number;
      });
      return slcpPosterior(informative);
    },
  });
}
