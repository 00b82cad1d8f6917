import type { Figure } from '../../src/index.ts';
import { predictivePlot } from '../../src/index.ts';
import { noisySeries } from '../series.ts';

const at = Array.from({ length: 21 }, (_, i) => 1900 + i);

/** Two channels of a series under their predictive ribbons. */
export const figure: Figure = predictivePlot(noisySeries(1000, 21, 0.05, 1), noisySeries(1, 21, 0, 5)[0], {
  at,
  channels: ['hares', 'lynxes'],
  axis: 'year',
});
