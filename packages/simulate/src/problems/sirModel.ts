import { infected } from './epidemic.ts';

const PEOPLE = 1e6;
/** Ten looks, 17 days apart, at steps of a quarter of a day. */
const GRID = { step: 0.25, every: 68, count: 10 };
/** People asked each time. */
export const ASKED = 1000;

/** The share of infected people at the ten times, between 0 and 1. */
export function infectedShares(rates: ArrayLike<number>): Float64Array {
  return infected(rates, PEOPLE, GRID).map((count) => Math.min(Math.max(count / PEOPLE, 0), 1));
}
