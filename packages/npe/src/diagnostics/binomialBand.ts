/** Counts from `low` to `high`. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/**
 * The central band of a Binomial(trials, p) count: P(X < low) and P(X > high) are at most (1 − level)/2 each, exactly.
 *
 * `binomialBand(500, 0.9, 0.95)` is 436 to 463.
 */
export function binomialBand(trials: number, p: number, level: number): Band {
  const tail = (1 - level) / 2;
  const odds = Math.log(p) - Math.log1p(-p);
  let logMass = trials * Math.log1p(-p);
  let below = 0;
  let low = -1;
  for (let k = 0; k < trials; k++) {
    below += Math.exp(logMass);
    if (low < 0 && below > tail) low = k;
    if (below >= 1 - tail) return { low, high: k };
    logMass += odds + Math.log((trials - k) / (k + 1));
  }
  return { low: low < 0 ? trials : low, high: trials };
}
