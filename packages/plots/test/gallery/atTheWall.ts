import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table, uniforms } from '../draws.ts';

const uniform = uniforms(4);
const normal = normals(5);

function truncatedNormal(): number {
  const value = 1.9 + 0.3 * normal();
  return value > 2 ? truncatedNormal() : value;
}

/** A posterior cut off at the prior's end, one that is the prior, and one that falls from the wall. */
export const figure: Figure = pairPlot(
  table(2000, () => [truncatedNormal(), 4 * uniform() - 2, Math.min(2, -2 - 0.4 * Math.log(uniform()))]),
  { bounds: [-2, 2] },
);
