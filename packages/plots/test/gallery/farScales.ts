import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table } from '../draws.ts';

const normal = normals(2);

/** Very large and very small parameters, rows that are not finite, and a label that would break XML. */
export const figure: Figure = pairPlot(
  table(1000, (i) => [1e12 * (3 + normal()), i % 100 === 7 ? Number.NaN : 1e-12 * normal(), normal()]),
  { labels: ['theta_1', 'theta_2', '<b>&"c"'] },
);
