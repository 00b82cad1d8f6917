import type { Figure } from '../../src/index.ts';
import { recoveryPlot } from '../../src/index.ts';
import { recovered } from '../calibration.ts';

const first = recovered(40, 400, { rate: 0.2, scale: 0.4 }, 3);
const second = recovered(40, 400, { rate: 0.4, scale: 0.7 }, 3);

/** Two posteriors of the same truths. */
export const figure: Figure = recoveryPlot(
  first.truth,
  { 'all data': first.draws, half: second.draws },
  { title: 'Recovery', width: 400 },
);
