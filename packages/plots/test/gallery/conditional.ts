import { conditionalGrid, conditionalPairPlot, type Figure } from '../../src/index.ts';

/** Log-density of three parameters of which the first two make up for one another. */
function logProb([a = 0, b = 0, c = 0]: readonly number[]): number {
  return (
    -0.5 * (((a * b - 1) / 0.2) ** 2 + ((a - 1) / 0.8) ** 2 + ((b - 1) / 0.8) ** 2 + ((c - a) / 0.4) ** 2)
  );
}

const grid = conditionalGrid([1.1, 0.9, 1], { limits: [-0.5, 2.5], names: ['alpha', 'beta', 'gamma'] });
const values = Array.from({ length: grid.theta.rows }, (_, i) =>
  logProb(Array.from(grid.theta.data.subarray(3 * i, 3 * i + 3))),
);

/** What one parameter, or two, may be when the others are held. */
export const figure: Figure = conditionalPairPlot(grid, values);
