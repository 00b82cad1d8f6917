import { type Column, centralInterval, quantile, summarize } from './summary.ts';

/** How well one parameter is found again, truth by truth. */
export interface Recovery {
  readonly truth: Float64Array;
  /** Posterior medians, and the ends of the central intervals. */
  readonly estimate: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Truths inside their interval. */
  readonly covered: number;
  /**
   * Posterior contraction, 1 − mean posterior variance / prior variance: 1 when the data tell all, 0 when they tell
   * nothing. Schad, Betancourt and Vasishth 2021, *Toward a principled Bayesian workflow*. NaN where truths are one.
   */
  readonly contraction: number;
  /** Correlation of estimates and truths; NaN where one of them is constant. */
  readonly correlation: number;
}

/**
 * Compares truths with the draws of their posteriors.
 *
 * @param truth true values, drawn from the prior
 * @param posteriors the draws of each truth's posterior
 * @param level mass of the intervals
 */
export function recovery(truth: Float64Array, posteriors: readonly Column[], level: number): Recovery {
  // The truths are draws of the prior.
  const priorVariance = summarize(truth).sd ** 2;
  const ends = posteriors.map((column) => centralInterval(column, level));
  const estimate = Float64Array.from(posteriors, (column) => quantile(column, 0.5));
  const meanVariance = posteriors.reduce((sum, { sd }) => sum + sd * sd, 0) / posteriors.length;
  return {
    truth,
    estimate,
    low: Float64Array.from(ends, ([low]) => low),
    high: Float64Array.from(ends, ([, high]) => high),
    covered: ends.filter(([low, high], i) => (truth[i] ?? 0) >= low && (truth[i] ?? 0) <= high).length,
    contraction: priorVariance > 0 ? 1 - meanVariance / priorVariance : Number.NaN,
    correlation: pearson(summarize(truth), summarize(estimate)),
  };
}

function pearson(a: Column, b: Column): number {
  if (!(a.sd > 0 && b.sd > 0)) return Number.NaN;
  const terms = a.values.map(
    (value, i) => ((value - a.mean) / a.sd) * (((b.values[i] ?? 0) - b.mean) / b.sd),
  );
  return terms.reduce((sum, term) => sum + term, 0) / (terms.length - 1);
}
