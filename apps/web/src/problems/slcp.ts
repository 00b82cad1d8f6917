import model from '../../models/slcp.safetensors?url';
import { drawn, formula, group, id, is, normal, num, op, sub, sup, theta, uniform } from './mathml.ts';
import type { PageProblem } from './pageProblem.ts';

const s = (index: number) => sub(id('s'), num(index));

export const slcpProblem: PageProblem = {
  id: 'slcp',
  simulator: 'slcp',
  title: 'Simple likelihood, complex posterior',
  brief: 'SLCP',
  paragraph:
    'Four points of the plane are drawn from one Gaussian; what is asked for are its centre, its two widths and its correlation. The widths are squares of parameters, so their signs cannot be known, and the posterior has four mirror images with sharp corners between them: easy to simulate, hard to infer. Pull one point away from the others and watch the widths grow.',
  formula:
    formula(theta(), drawn, sup(uniform(num('−3'), num(3)), num(5))) +
    formula(
      sub(id('x'), id('i')),
      drawn,
      normal(group(theta(1), op(','), theta(2)), id('S')),
      op(','),
      id('i'),
      is,
      num('1 … 4'),
    ) +
    formula(s(1), is, sup(theta(3), num(2)), op(','), s(2), is, sup(theta(4), num(2))) +
    formula(id('ρ'), is, `<mi>tanh</mi>${op('⁡')}`, theta(5)),
  parameters: [
    { name: 'theta_1', meaning: 'centre of the points, across' },
    { name: 'theta_2', meaning: 'centre of the points, upwards' },
    { name: 'theta_3', meaning: 'its square is the width across' },
    { name: 'theta_4', meaning: 'its square is the width upwards' },
    { name: 'theta_5', meaning: 'its tanh is the correlation' },
  ],
  x: [
    0.8245192766189575, -3.2607059478759766, 0.8662054538726807, -0.9140328168869019, -0.40019914507865906,
    3.1093807220458984, 0.8961511850357056, -7.668914794921875,
  ],
  truth: [0.39, -2.47, 0.72, -1.75, -0.73],
  sketch: { kind: 'points', names: ['across', 'upwards'], range: { low: -12, high: 12, step: 0.2 } },
  model,
  recipe: {
    simulations: 10_000,
    flow: { kind: 'autoregressiveSpline' },
    schedule: 'cosine',
  },
};
