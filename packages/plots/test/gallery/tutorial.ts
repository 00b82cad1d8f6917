import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** A narrow posterior inside wide limits. */
export const figure: Figure = pairPlot(gaussian(2000, [-0.2, -0.4, -0.6], 0.1, 1), {
  limits: [-2, 2],
  bounds: [-2, 2],
  points: [-0.15, -0.45, -0.6],
});
