import { BoxUniform } from '@sbi/distributions';
import { defineProblem } from './defineProblem.ts';
import gaussianSimulator from './gaussian.simulator.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import { truncatedNormals } from './truncatedNormal.ts';

const DIM = 3;
const SCALE = 0.1;
const WALL = 2;

class NamedBox extends BoxUniform {
  override readonly names: readonly string[] = Array.from({ length: DIM }, (_, i) => `theta_${i + 1}`);
}

export const gaussianInfo: ProblemInfo = {
  name: 'gaussian',
  title: 'A Gaussian with a uniform prior',
  model: 'θ ~ U(−2, 2)³,  x = θ + 1 + 0.1 ε,  ε ~ N(0, I)',
  description:
    'The first tutorial of Python sbi. Each of three numbers is shifted by 1 and measured with a little noise, so the posterior is a small Gaussian around x − 1, cut where the prior ends. With everything known in closed form, it shows at a glance whether a method works.',
  parameters: {
    theta_1: 'the first number, before shift and noise',
    theta_2: 'the second number, likewise',
    theta_3: 'the third number, likewise',
  },
  source: 'The first tutorial of Python sbi (sbi-dev.github.io/sbi).',
};

/**
 * The problem of sbi's Gaussian tutorial; owns its prior (`dispose`, or `using`).
 *
 * θ ~ U(−2, 2)³, x = θ + 1 + 0.1 ε with ε ~ N(0, I). The posterior is N(x − 1, 0.01 I) cut to the box, coordinate by
 * coordinate, for any x: also one that no θ of the prior gives.
 *
 * @example
 * import { gaussian } from '@sbi/simulate';
 * const problem = gaussian();
 * const exact = await problem.reference([0.8, 0.6, 0.4], 1000, { seed: 1 });
 * console.log(exact.rows, exact.names?.join(' ')); // → 1000 theta_1 theta_2 theta_3
 * problem.dispose();
 */
export function gaussian(): Problem {
  return defineProblem(gaussianInfo, {
    prior: new NamedBox(new Array<number>(DIM).fill(-WALL), new Array<number>(DIM).fill(WALL)),
    simulator: gaussianSimulator,
    module: new URL('./gaussian.simulator.js', import.meta.url),
    observation: { truth: [-0.2, -0.4, -0.6] },
    isNormalized: true,
    posterior: (x) =>
      truncatedNormals(Array.from(x, (value) => ({ loc: value - 1, scale: SCALE, low: -WALL, high: WALL }))),
  });
}
