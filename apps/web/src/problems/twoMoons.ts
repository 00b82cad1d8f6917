import model from '../../models/two-moons.safetensors?url';
import {
  absolute,
  drawn,
  formula,
  frac,
  id,
  is,
  minus,
  num,
  op,
  root,
  sub,
  sup,
  text,
  theta,
  uniform,
} from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

const half = (above: string) => frac(above, root(num(2)));

export const twoMoonsProblem: PageProblem = {
  id: 'two-moons',
  simulator: 'two-moons',
  title: 'Two moons',
  brief: 'two moons',
  paragraph:
    'A point on a thin crescent is moved by two parameters, but one of the two directions only by an absolute value. So two crescents of parameters, facing each other, explain the same point equally well: the posterior has two modes, each thin and bent. A method that gives one best answer would be wrong half of the time.',
  formula:
    formula(theta(), drawn, sup(uniform(num('−1'), num(1)), num(2))) +
    formula(
      sub(id('x'), num(1)),
      is,
      sub(text('moon'), num(1)),
      minus,
      half(absolute(theta(1), op('+'), theta(2))),
    ) +
    formula(
      sub(id('x'), num(2)),
      is,
      sub(text('moon'), num(2)),
      op('+'),
      half(`${theta(2)}${minus}${theta(1)}`),
    ),
  parameters: [
    { name: 'theta_1', meaning: 'first of the two that move the point' },
    { name: 'theta_2', meaning: 'second of the two' },
  ],
  x: [-0.36072173714637756, -0.42693641781806946],
  truth: [0.69, 0.23],
  sketch: { kind: 'points', names: ['x₁', 'x₂'], range: { low: -1.6, high: 1.6, step: 0.02 } },
  model,
  recipe: {
    simulations: 4000,
    flow: { kind: 'autoregressiveSpline', transforms: 4 },
    schedule: 'cosine',
  },
};
