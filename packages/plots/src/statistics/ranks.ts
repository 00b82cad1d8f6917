/** Most places at which a distribution function of ranks is compared with the uniform one. */
const mostPlaces = 100;

/** The empirical distribution function of ranks 0 … draws, less the uniform one, at places that ranks can have. */
export interface RankCurve {
  /** P(rank < k) under uniform ranks, rising, without 0 and 1. */
  readonly z: readonly number[];
  /** Ranks below each place. */
  readonly counts: readonly number[];
}

/** Rank thresholds k of the places z = k / (draws + 1). */
export function rankPlaces(draws: number): number[] {
  const count = Math.min(draws, mostPlaces - 1);
  return Array.from({ length: count }, (_, i) => Math.round(((i + 1) * (draws + 1)) / (count + 1)));
}

/** How many ranks lie below each place. */
export function rankCurve(ranks: Float64Array, draws: number): RankCurve {
  const thresholds = rankPlaces(draws);
  const sorted = ranks.slice().sort();
  let below = 0;
  const counts = thresholds.map((k) => {
    while (below < sorted.length && (sorted[below] ?? 0) < k) below++;
    return below;
  });
  return { z: thresholds.map((k) => k / (draws + 1)), counts };
}

/** Bins of whole ranks: `edges[i]` ≤ rank < `edges[i + 1]`. */
export interface RankHistogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Probability of each bin under uniform ranks. */
  readonly cells: readonly number[];
}

/** Counts of ranks 0 … draws in about `bins` bins; where these cannot be equal, each has its own probability. */
export function rankHistogram(ranks: Float64Array, draws: number, bins: number): RankHistogram {
  const values = draws + 1;
  const edges = Array.from({ length: bins + 1 }, (_, i) => Math.round((i * values) / bins));
  const counts = Array.from({ length: bins }, () => 0);
  const binOf = new Uint32Array(values);
  for (let bin = 0; bin < bins; bin++) binOf.fill(bin, edges[bin], edges[bin + 1]);
  for (const rank of ranks) {
    const bin = binOf[rank] ?? 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const cells = counts.map((_, i) => ((edges[i + 1] ?? 0) - (edges[i] ?? 0)) / values);
  return { edges, counts, cells };
}

/** Bins with 20 ranks each on average, 50 at most, of equal width where the number of draws has a fitting divisor. */
export function rankBins(runs: number, draws: number): number {
  const values = draws + 1;
  const most = Math.max(1, Math.min(50, values, Math.floor(runs / 20)));
  for (let bins = most; 2 * bins >= most; bins--) if (values % bins === 0) return bins;
  return most;
}
