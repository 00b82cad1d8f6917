import type { Key } from '../figure.ts';
import { bandStrength } from '../marks/rankMarks.ts';
import { formatCount, formatPercent } from '../text/number.ts';
import { words } from '../text/text.ts';

/** What the band is: how sure, over what, of how many runs where all sets have the same; nothing without runs. */
export function bandKey(
  sets: readonly { readonly pairs: number | undefined }[],
  kind: 'simultaneous' | 'pointwise',
  level: number,
): Key[] {
  const counts = new Set(sets.flatMap(({ pairs }) => (pairs === undefined ? [] : [pairs])));
  if (counts.size === 0) return [];
  const [count] = counts;
  const runs = counts.size === 1 ? ` band, ${formatCount(count ?? 0)} runs` : ' bands';
  const label = words(`${formatPercent(level)} ${kind}${runs}`);
  return [{ sign: 'area', tone: 'axis', strength: bandStrength, style: -1, label }];
}
