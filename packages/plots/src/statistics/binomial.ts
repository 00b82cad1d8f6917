/** Probabilities of the counts `first`, `first` + 1, …; all others together have less than 10⁻¹⁵. */
export interface Weights {
  readonly first: number;
  readonly values: Float64Array;
}

const least = 1e-18;

/** Binomial probabilities of n trials at p, by the ratios of neighbouring counts from the mode outwards. */
export function binomialWeights(n: number, p: number): Weights {
  const mode = Math.min(n, Math.max(0, Math.floor((n + 1) * p)));
  const odds = p / (1 - p);
  const below: number[] = [];
  const above: number[] = [1];
  for (let k = mode, w = 1; k < n && w > least; k++) {
    w *= ((n - k) / (k + 1)) * odds;
    above.push(w);
  }
  for (let k = mode, w = 1; k > 0 && w > least; k--) {
    w *= k / (n - k + 1) / odds;
    below.push(w);
  }
  const values = Float64Array.from([...below.reverse(), ...above]);
  const total = values.reduce((sum, w) => sum + w, 0);
  return { first: mode - below.length, values: values.map((w) => w / total) };
}

/**
 * The central interval of a binomial count, both ends included: from the `tail` quantile to the 1 − `tail` quantile,
 * so that at most `tail` lies below it and at most `tail` above.
 */
export function binomialInterval(n: number, p: number, tail: number): readonly [low: number, high: number] {
  if (p <= 0 || p >= 1) return p <= 0 ? [0, 0] : [n, n];
  const { first, values } = binomialWeights(n, p);
  let low = 0;
  for (let sum = values[0] ?? 0; sum < tail && low < values.length - 1; sum += values[low] ?? 0) low++;
  let high = values.length - 1;
  for (let sum = values[high] ?? 0; sum <= tail && high > low; sum += values[high] ?? 0) high--;
  return [first + low, first + high];
}
