import { portableLog } from '@sbi/core/elementary';
import { predatorPrey } from './predatorPrey.ts';

/** 1900 … 1920, forty steps a year. */
const GRID = { step: 0.025, every: 40, count: 21 };

/** ln of hares and lynxes in each year, side by side; NaN where the solution is lost. */
export function logPelts(theta: ArrayLike<number>): Float64Array {
  return predatorPrey(theta, [theta[4] as number, theta[5] as number], GRID).map(portableLog);
}
