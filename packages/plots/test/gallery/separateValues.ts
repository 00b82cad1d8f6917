import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table, uniforms } from '../draws.ts';

const uniform = uniforms(3);
const normal = normals(7);

/** Parameters that take whole numbers beside one that does not. */
export const figure: Figure = pairPlot(
  table(
    500,
    () => [Math.floor(uniform() * 6) + Math.floor(uniform() * 4), normal(), Math.floor(3 * uniform())],
    ['k', 'x', 'm'],
  ),
  { discrete: ['k', 2], points: [3, 0, 1] },
);
