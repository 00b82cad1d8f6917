import model from '../../models/gaussian.safetensors?url';
import { drawn, formula, id, is, normal, num, op, sup, theta, uniform } from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

const range = { low: -3, high: 5, step: 0.05 };

export const gaussianProblem: PageProblem = {
  id: 'gaussian',
  simulator: 'gaussian',
  title: 'Three numbers, measured with noise',
  brief: 'Gaussian tutorial',
  paragraph:
    'Each of three unknown numbers is shifted by 1 and measured with a little noise. So the answer is known beforehand: a small Gaussian around x − 1, cut off where the prior ends. Drag a number of x and see the answer go with it; drag it past 4, far from every simulation, and the page says so.',
  formula:
    formula(theta(), drawn, sup(uniform(num('−2'), num(2)), num(3))) +
    formula(
      id('x'),
      is,
      theta(),
      op('+'),
      num(1),
      op('+'),
      num('0.1'),
      id('ε'),
      op(','),
      id('ε'),
      drawn,
      normal(num(0), id('I')),
    ),
  parameters: [
    { name: 'theta_1', meaning: 'the first number, before shift and noise' },
    { name: 'theta_2', meaning: 'the second number' },
    { name: 'theta_3', meaning: 'the third number' },
  ],
  x: [0.8838191628456116, 0.6337595582008362, 0.49186041951179504],
  truth: [-0.2, -0.4, -0.6],
  sketch: { kind: 'numbers', names: ['x₁', 'x₂', 'x₃'], ranges: [range, range, range] },
  model,
  recipe: { simulations: 2000 },
};
