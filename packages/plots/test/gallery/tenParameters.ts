import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

const loc = Array.from({ length: 10 }, (_, i) => i / 10 - 0.5);

/** Ten parameters: the panels are small, the numbers stand in the free triangle. */
export const figure: Figure = pairPlot(gaussian(1000, loc, 0.4, 3), { limits: [-2, 2], points: loc });
