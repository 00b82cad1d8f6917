import { BoxUniform, Joint } from '@sbi/distributions';
import { BENCHMARK, numbered } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import gaussianLinearSimulator from './gaussianLinear.simulator.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { truncatedNormals } from './truncatedNormal.ts';

const DIM = 10;
const SCALE = Math.sqrt(0.1);

export const gaussianLinearUniformInfo: ProblemInfo = {
  name: 'gaussian-linear-uniform',
  title: 'Ten Gaussian means in a box',
  model: 'θ ~ U(−1, 1)¹⁰,  x ~ N(θ, 0.1 I₁₀)',
  description:
    'Ten numbers between −1 and 1, each measured once. The posterior is a Gaussian around the measurement, cut off at the walls of the prior; a wall is hit in most of the coordinates, and a method that lets draws leak out of the box shows it here.',
  parameters: numbered('theta', DIM, 'mean of number'),
  source: BENCHMARK,
};

/**
 * Ten Gaussian means under a uniform prior: the benchmark's `gaussian_linear_uniform`; owns its prior (`dispose`, or
 * `using`).
 *
 * θ ~ U(−1, 1)¹⁰, x ~ N(θ, 0.1 I); the posterior is N(x, 0.1 I) cut to the box, coordinate by coordinate.
 *
 * @example
 * import { gaussianLinearUniform } from '@sbi/simulate';
 * using problem = gaussianLinearUniform();
 * const draws = await problem.reference(problem.observed, 1000, { seed: 1 });
 * console.log(draws.data.every((value) => Math.abs(value) <= 1)); // → true
 */
export function gaussianLinearUniform(): Problem {
  return defineProblem(gaussianLinearUniformInfo, {
    prior: new Joint({
      theta: new BoxUniform(new Array<number>(DIM).fill(-1), new Array<number>(DIM).fill(1)),
    }),
    simulator: gaussianLinearSimulator,
    module: new URL('./gaussianLinear.simulator.js', import.meta.url),
    observation: { truth: [0.18, 0.23, -0.79, 0.13, -0.99, -0.07, 0.95, 0.6, 0.19, -0.35] },
    isNormalized: true,
    posterior: (x) => truncatedNormals(Array.from(x, (loc) => ({ loc, scale: SCALE, low: -1, high: 1 }))),
  });
}
