import type { Figure } from '../../src/index.ts';
import { lossPlot } from '../../src/index.ts';
import { normals } from '../draws.ts';

const normal = normals(3);

/** Eighty epochs of a training that begins to overfit after the fiftieth. */
export const figure: Figure = lossPlot(
  Array.from({ length: 80 }, (_, i) => ({
    epoch: i + 1,
    trainLoss: -2.75 + 5 * Math.exp(-i / 6) + 0.01 * normal(),
    validationLoss: -2.7 + 5 * Math.exp(-i / 5) + 0.001 * Math.max(0, i - 50) + 0.02 * normal(),
  })),
  { reference: { value: -2.786, label: 'least possible' } },
);
