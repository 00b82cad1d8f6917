import type { Figure } from '../../src/index.ts';
import { tarpPlot } from '../../src/index.ts';
import { tarpOf } from '../calibration.ts';

/** The coverage itself over the diagonal: a posterior that is too narrow. */
export const figure: Figure = tarpPlot(tarpOf(400, 200, { scale: 0.5, shift: 0 }, 1), { kind: 'curve' });
