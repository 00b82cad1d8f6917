import type { Figure } from '../../src/index.ts';
import { lossPlot } from '../../src/index.ts';
import { normals } from '../draws.ts';

const normal = normals(5);

const training = (count: number, least: number, pace: number) =>
  Array.from({ length: count }, (_, i) => ({
    trainLoss: least - 0.1 + 4 * Math.exp(-i / pace) + 0.01 * normal(),
    validationLoss: least + 4 * Math.exp(-i / pace) + 0.02 * normal(),
  }));

/** Validation losses of two trainings. */
export const figure: Figure = lossPlot({ maf: training(60, -2.4, 5), nsf: training(90, -2.7, 12) });
