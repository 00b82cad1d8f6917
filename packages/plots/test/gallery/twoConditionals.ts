import { conditionalGrid, conditionalPairPlot, type Figure } from '../../src/index.ts';

const grid = conditionalGrid([0, 0, 0, 0], { limits: [-3, 3], subset: [0, 1, 2] });
const { data, rows } = grid.theta;

/** Log-density of normal parameters of which neighbours are correlated. */
function chain(rho: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    const [a = 0, b = 0, c = 0, d = 0] = data.subarray(4 * i, 4 * i + 4);
    const steps = (b - rho * a) ** 2 + (c - rho * b) ** 2 + (d - rho * c) ** 2;
    return -0.5 * (a * a + steps / (1 - rho * rho));
  });
}

/** Conditionals of two posteriors, a fourth parameter held. */
export const figure: Figure = conditionalPairPlot(
  grid,
  { maf: chain(0.8), nsf: chain(0.3) },
  { points: [0.5, 0.2, -0.4, 0], title: 'Conditional densities' },
);
