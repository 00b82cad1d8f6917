import type { Figure } from '../../src/index.ts';
import { predictivePlot } from '../../src/index.ts';
import { normals } from '../draws.ts';

const times = Array.from({ length: 40 }, (_, i) => i / 4);

function waves(count: number, spread: number, seed: number): number[][] {
  const normal = normals(seed);
  return Array.from({ length: count }, () => {
    const rate = 1 + spread * normal();
    return times.map((t) => Math.exp(-t / 8) * Math.sin(rate * t) + 0.1 * normal());
  });
}

const observed = (waves(1, 0, 3)[0] ?? []).map((value, i) => (i > 12 && i < 18 ? Number.NaN : value));

/** Two posteriors over a series with values missing. */
export const figure: Figure = predictivePlot(
  { narrow: waves(500, 0.05, 1), wide: waves(500, 0.2, 2) },
  observed,
  {
    at: times,
    axis: 'time',
    title: 'A damped wave',
  },
);
