import { infected } from './epidemic.ts';

const BOYS = 763;
const DAYS = 14;
/** Days 0 … 14, twenty steps a day. */
const GRID = { step: 0.05, every: 20, count: DAYS + 1 };
/** A mean of 0 would have no logarithm. */
const LEAST = 1e-9;

/** How many boys are ill on the days 1 … 14. */
export function meanInBed(rates: ArrayLike<number>): Float64Array {
  return infected(rates, BOYS, GRID)
    .subarray(1)
    .map((count) => Math.max(count, LEAST));
}
