import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** Two parameters, with a line of the user’s own among the notes. */
export const figure: Figure = pairPlot(gaussian(2000, [0.3, -1.2], 0.1, 1), {
  points: [0.35, -1.1],
  notes: ['acceptance 98 %'],
});
