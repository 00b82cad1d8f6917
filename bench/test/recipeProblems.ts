import type { Prior } from '@sbi/distributions';
import { BoxUniform, DiagNormal, LogNormal } from '@sbi/distributions';
import type { Simulator } from '@sbi/simulate';

/** A problem where a recipe made for linear Gaussians could go wrong. */
export interface RecipeProblem {
  readonly name: string;
  readonly prior: () => Prior;
  readonly simulator: Simulator;
}

const box = (dim: number, wall: number) => () =>
  new BoxUniform(new Array<number>(dim).fill(-wall), new Array<number>(dim).fill(wall));

export const RECIPE_PROBLEMS: readonly RecipeProblem[] = [
  {
    name: 'two moons (bimodal, curved)',
    prior: box(2, 1),
    simulator: ([a = 0, b = 0], rng) => {
      const angle = Math.PI * (rng.uniform() - 0.5);
      const radius = 0.1 + 0.01 * rng.normal();
      const [sum, gap] = [(a + b) / Math.SQRT2, (b - a) / Math.SQRT2];
      return [radius * Math.cos(angle) + 0.25 - Math.abs(sum), radius * Math.sin(angle) + gap];
    },
  },
  {
    name: 'a parameter that x says nothing about',
    prior: box(3, 2),
    simulator: ([a = 0, b = 0], rng) => [a + 0.1 * rng.normal(), b + 0.5 * rng.normal()],
  },
  {
    name: 'heavy tails (noise of a Cauchy distribution)',
    prior: box(2, 2),
    simulator: (theta, rng) => Array.from(theta, (t) => t + (0.1 * rng.normal()) / rng.normal()),
  },
  {
    name: 'a scale to infer (width and mean from ten draws)',
    prior: () => new DiagNormal([0, 0], [1, 1]),
    simulator: ([mean = 0, width = 0], rng) =>
      Array.from({ length: 10 }, () => mean + Math.exp(width) * rng.normal()),
  },
  {
    name: 'positive rates (log-normal prior, exponential waiting times)',
    prior: () => new LogNormal([0, 1], [1, 0.5]),
    simulator: ([a = 1, b = 1], rng) =>
      Array.from({ length: 8 }, (_, i) => rng.exponential() / (i % 2 === 0 ? a : b)),
  },
  {
    name: 'a square (two signs give one x)',
    prior: box(1, 2),
    simulator: ([t = 0], rng) => [t * t + 0.1 * rng.normal()],
  },
];
