import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { gaussian } from '../draws.ts';

/** A single parameter. */
export const figure: Figure = pairPlot(gaussian(2000, [0.3], 0.1, 1), { points: [0.35] });
