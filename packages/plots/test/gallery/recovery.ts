import type { Figure } from '../../src/index.ts';
import { recoveryPlot } from '../../src/index.ts';
import { recovered } from '../calibration.ts';

const { truth, draws } = recovered(80, 400, { alpha: 0.15, beta: 0.5, gamma: 0.9 }, 7);

/** Three parameters that the data tell much, half, and next to nothing of. */
export const figure: Figure = recoveryPlot(truth, draws);
