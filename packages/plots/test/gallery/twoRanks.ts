import type { Figure } from '../../src/index.ts';
import { rankPlot } from '../../src/index.ts';
import { exact, faultyRanks } from '../calibration.ts';

const six = (scale: number) =>
  Object.fromEntries(
    ['alpha', 'beta', 'gamma', 'delta', 'sigma_1', 'sigma_2'].map((name) => [name, { scale, shift: 0 }]),
  );

/** Ranks of two posteriors, six parameters. */
export const figure: Figure = rankPlot(
  {
    maf: { ranks: faultyRanks(300, 199, six(0.8), 5), draws: 199 },
    nsf: { ranks: faultyRanks(300, 199, six(exact.scale), 9), draws: 199 },
  },
  { columns: 3, title: 'Calibration of two flows' },
);
