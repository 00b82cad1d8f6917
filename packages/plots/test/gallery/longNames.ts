import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table } from '../draws.ts';

const normal = normals(9);

/** Names longer than their panels. */
export const figure: Figure = pairPlot(
  table(500, () => [normal(), 20 * normal(), 1e-5 * normal(), normal()]),
  {
    labels: ['transmission rate', 'recovery rate of the young', 'gamma of all of them', 'contact_rate_home'],
    points: [0, 1, 0, 0],
  },
);
