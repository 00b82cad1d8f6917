import type { Figure } from '../../src/index.ts';
import { rankPlot } from '../../src/index.ts';
import { exact, faultyRanks } from '../calibration.ts';

const faults = {
  theta_1: exact,
  theta_2: { scale: 0.75, shift: 0 },
  theta_3: { scale: 1.35, shift: 0 },
  theta_4: { scale: 1, shift: 0.25 },
};

/** Four parameters: exact, too narrow, too wide, draws too large. */
export const figure: Figure = rankPlot({ ranks: faultyRanks(500, 499, faults, 3), draws: 499 });
