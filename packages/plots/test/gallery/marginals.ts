import type { Figure } from '../../src/index.ts';
import { marginalPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** Five parameters in a row, of two sample sets: densities and histograms. */
export const figure: Figure = marginalPlot(
  [gaussian(2000, [-0.2, -0.4, -0.6, 1, 2], 0.1, 1), gaussian(1000, [-0.1, -0.4, -0.5, 1, 2], 0.16, 2)],
  {
    points: [-0.2, -0.4, -0.6, 1, 2],
    legend: ['NPE', 'rejection'],
    title: 'Marginals',
    kind: ['kde', 'histogram'],
  },
);
