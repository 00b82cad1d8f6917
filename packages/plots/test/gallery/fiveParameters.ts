import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table } from '../draws.ts';

const normal = normals(9);
const names = ['beta', 'gamma', 'R_0', 't_max', 'growth_rate'];

/** Correlated, skewed and heavy-tailed parameters with names of all kinds. */
export const figure: Figure = pairPlot(
  table(
    2000,
    () => {
      const [a, b, c, d, e] = Array.from({ length: 5 }, normal) as [number, number, number, number, number];
      return [a, 0.9 * a + 0.44 * b, c ** 2, a * d, Math.exp(e)];
    },
    names,
  ),
  { points: [0, 0.5, 1, 0, 1], title: 'Posterior of the epidemic model' },
);
