import type { Figure } from '../../src/index.ts';
import { coveragePlot } from '../../src/index.ts';
import { coverageOf, exact } from '../calibration.ts';

/** Regions of all parameters at once, of two posteriors. */
export const figure: Figure = coveragePlot(
  {
    maf: coverageOf(500, { theta_1: { scale: 0.75, shift: 0 } }, 3),
    nsf: coverageOf(500, { theta_1: exact }, 4),
  },
  { subset: [], width: 400 },
);
