import type { Figure } from '../../src/index.ts';
import { priorPosteriorPlot } from '../../src/index.ts';
import { normals, table, uniforms } from '../draws.ts';

const names = ['alpha', 'beta', 'gamma', 'delta'];
const uniform = uniforms(1);
const normal = normals(2);
const sds = [0.12, 0.25, 0.5, 10];

/** A normal draw inside [−1, 1]. */
function inside(mean: number, sd: number): number {
  const value = mean + sd * normal();
  return Math.abs(value) <= 1 ? value : inside(mean, sd);
}

const prior = table(4000, () => names.map(() => 2 * uniform() - 1), names);
const posterior = table(2000, () => sds.map((sd, k) => inside([0.3, -0.4, 0.9, 0][k] ?? 0, sd)), names);

/** Four parameters under a uniform prior, of which the data tell from nearly all to nothing. */
export const figure: Figure = priorPosteriorPlot(prior, posterior, {
  bounds: [-1, 1],
  points: [0.25, -0.3, 0.8, 0.1],
});
