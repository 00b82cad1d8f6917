import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** Two sample sets and two points over one another. */
export const figure: Figure = pairPlot(
  [gaussian(2000, [-0.2, -0.4, -0.6], 0.1, 1), gaussian(1000, [-0.1, -0.4, -0.5], 0.16, 2)],
  {
    points: [
      [-0.2, -0.4, -0.6],
      [-0.1, -0.5, -0.4],
    ],
    legend: ['NPE', 'rejection'],
    pointLegend: ['truth', 'mode'],
    title: 'Two posteriors of θ₁, θ₂, θ₃',
  },
);
