import { portableExp } from '@sbi/core/elementary';
import type { Rng } from '@sbi/core/rng';
import { drawBinomial } from './binomial.ts';

/** Below it, the waiting times of a Poisson process are drawn one by one. */
const FEW = 12;

/**
 * A draw from Poisson(mean): how many points of a Poisson process of rate 1 lie before `mean`.
 *
 * By the place of a point near the end, which is Gamma distributed: points before it are uniform, those after it a
 * process anew (Ahrens & Dieter 1974). Exact. NaN unless mean ≥ 0 and finite.
 */
export function drawPoisson(mean: number, rng: Rng): number {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY)) return Number.NaN;
  let points = 0;
  let rest = mean;
  while (rest > FEW) {
    const ahead = Math.floor((7 * rest) / 8);
    const place = rng.gamma(ahead);
    if (place > rest) return points + drawBinomial(ahead - 1, rest / place, rng);
    points += ahead;
    rest -= place;
  }
  const end = portableExp(-rest);
  for (let product = rng.uniform(); product > end; product *= rng.uniform()) points++;
  return points;
}
