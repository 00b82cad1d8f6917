import type { Figure } from '../../src/index.ts';
import { pairPlot } from '../../src/index.ts';
import { normals, table, uniforms } from '../draws.ts';

const uniform = uniforms(3);
const normal = normals(7);

/** Two moons: densities in tones above, counts below, histograms on the diagonal. */
export const figure: Figure = pairPlot(
  table(2000, () => {
    const angle = Math.PI * (uniform() - 0.5);
    const radius = 0.1 + 0.01 * normal();
    const side = uniform() < 0.5 ? 1 : -1;
    const [a, b] = [radius * Math.cos(angle) + 0.25, radius * Math.sin(angle)];
    return [(side * (a + b)) / Math.SQRT2, (side * (b - a)) / Math.SQRT2, 0.1 * normal()];
  }),
  { diagonal: 'histogram', upper: 'kde', lower: 'histogram', points: [0, 0, 0.1] },
);
