import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** Regions below the diagonal, notes above it. */
export const figure: Figure = pairPlot(gaussian(1000, [-0.2, -0.4, -0.6], 0.1, 1), {
  upper: 'none',
  lower: 'contour',
  points: [-0.2, -0.4, -0.6],
});
