/** The quantile of a list, interpolated. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low);
}

/** The middle of a list, and where its inner half lies. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** How many times as long the one took as the other, repetition by repetition. */
export function ratiosOf(theirs: readonly number[], ours: readonly number[]): Spread {
  return spreadOf(theirs.map((seconds, i) => seconds / (ours[i] as number)));
}
