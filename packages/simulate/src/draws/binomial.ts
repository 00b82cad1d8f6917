import type { Rng } from '@sbi/core/rng';

/** Below it, trials are drawn one by one. */
const FEW = 16;

/**
 * A draw from Binomial(trials, p): how many of so many uniform numbers are below p.
 *
 * By their middle one, which is Beta distributed: it says where half of them lie, and the others are uniform on their
 * side of it (Devroye 1986, *Non-Uniform Random Variate Generation*, §X.4.3). Exact, in about log₂(trials) steps.
 */
export function drawBinomial(trials: number, p: number, rng: Rng): number {
  if (p >= 1) return trials;
  let below = 0;
  let left = trials;
  let edge = p;
  while (left > FEW) {
    const rank = (left + 1) >>> 1;
    const ahead = rng.gamma(rank);
    const middle = ahead / (ahead + rng.gamma(left + 1 - rank));
    if (middle < edge) {
      below += rank;
      left -= rank;
      edge = (edge - middle) / (1 - middle);
    } else {
      left = rank - 1;
      edge /= middle;
    }
  }
  for (; left > 0; left--) if (rng.uniform() < edge) below++;
  return below;
}
