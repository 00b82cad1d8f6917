import type { Prior } from '@sbi/distributions';
import { formatNumber } from './number.ts';

/**
 * A prior in words: its kind, and where it ends.
 *
 * @example
 * import { BoxUniform } from '@sbi/distributions';
 * import { describePrior } from '@sbi/report';
 * console.log(describePrior(new BoxUniform([-2, -2], [2, 2]), ['a', 'b'])); // → …every parameter from −2 to 2
 */
export function describePrior(prior: Prior, names: readonly string[]): string {
  const { low, high } = prior.support;
  const kind = prior.recipe?.kind ?? 'an own class';
  const same = low.every((end) => end === low[0]) && high.every((end) => end === high[0]);
  const unbounded =
    low.every((end) => end === Number.NEGATIVE_INFINITY) &&
    high.every((end) => end === Number.POSITIVE_INFINITY);
  if (unbounded) return `${kind}, unbounded`;
  if (same)
    return `${kind}, every parameter from ${formatNumber(low[0] as number)} to ${formatNumber(high[0] as number)}`;
  const most = 6;
  const ranges = names.slice(0, most).map((name, j) => {
    return `${name} from ${formatNumber(low[j] as number)} to ${formatNumber(high[j] as number)}`;
  });
  return `${kind}: ${ranges.join('; ')}${names.length > most ? `; and ${names.length - most} more` : ''}`;
}
