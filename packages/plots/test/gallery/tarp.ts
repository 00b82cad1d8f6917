import type { Figure } from '../../src/index.ts';
import { tarpPlot } from '../../src/index.ts';
import { exact, tarpOf } from '../calibration.ts';

/** Balls about random points: an exact posterior, and one that is too wide. */
export const figure: Figure = tarpPlot({
  exact: tarpOf(400, 200, exact, 1),
  'too wide': tarpOf(400, 200, { scale: 1.6, shift: 0 }, 2),
});
