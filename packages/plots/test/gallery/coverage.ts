import type { Figure } from '../../src/index.ts';
import { coveragePlot } from '../../src/index.ts';
import { coverageOf, exact } from '../calibration.ts';

const narrow = { scale: 0.7, shift: 0 };

/** Regions of one posterior, too narrow in its first parameter, too wide in its third. */
export const figure: Figure = coveragePlot(
  coverageOf(500, { theta_1: narrow, theta_2: exact, theta_3: { scale: 1.3, shift: 0 } }, 3),
);
