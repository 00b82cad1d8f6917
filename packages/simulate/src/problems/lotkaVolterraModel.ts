import { portableLog } from '@sbi/core/elementary';
import { predatorPrey } from './predatorPrey.ts';

/** Ten looks, 2.1 apart. */
const GRID = { step: 0.025, every: 84, count: 10 };
const LEAST = 1e-10;
const MOST = 1e4;

/** Standard deviation of the logarithm of each count. */
export const NOISE = 0.1;

/** ln of the prey at the ten times, then of the predators, both kept between 10⁻¹⁰ and 10⁴. */
export function logCounts(rates: ArrayLike<number>): Float64Array {
  const states = predatorPrey(rates, [30, 1], GRID);
  return states.map((_, i) => {
    const [time, species] = [i % GRID.count, Math.floor(i / GRID.count)];
    const count = states[2 * time + species] as number;
    return portableLog(Math.min(Math.max(count, LEAST), MOST));
  });
}
