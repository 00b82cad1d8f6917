import {
  bernoulliGlm,
  bernoulliGlmRaw,
  gaussianLinear,
  gaussianLinearUniform,
  gaussianMixture,
  lotkaVolterra,
  type Problem,
  sir,
  slcp,
  slcpDistractors,
  twoMoons,
} from '@sbi/simulate';

/** One of the ten tasks of the sbibm benchmark (Lueckmann et al. 2021, https://arxiv.org/abs/2101.04653). */
export interface Task {
  /** Its name there. */
  readonly name: string;
  readonly make: () => Problem;
  /** The task whose reference posteriors are its own too, where it has none. */
  readonly posteriorOf: string;
}

const task = (name: string, make: () => Problem, posteriorOf = name): Task => ({ name, make, posteriorOf });

export const TASKS: readonly Task[] = [
  task('gaussian_linear', gaussianLinear),
  task('gaussian_linear_uniform', gaussianLinearUniform),
  task('slcp', slcp),
  task('slcp_distractors', slcpDistractors, 'slcp'),
  task('bernoulli_glm', bernoulliGlm),
  task('bernoulli_glm_raw', bernoulliGlmRaw, 'bernoulli_glm'),
  task('gaussian_mixture', gaussianMixture),
  task('two_moons', twoMoons),
  task('sir', sir),
  task('lotka_volterra', lotkaVolterra),
];
