import type { Key, Tone } from '../figure.ts';
import { regionStrength } from '../marks/offDiagonal.ts';
import { formatPercent } from '../text/number.ts';
import { words } from '../text/text.ts';

/**
 * The tones of nested regions or bands, from the smallest mass to the largest: they lie over one another, so the inner
 * ones show the tones of all below. Only the last says per cent.
 *
 * @param levels masses from the largest to the smallest
 */
export function levelKeys(levels: readonly number[], tone: Tone): Key[] {
  return levels.map((_, index) => {
    const below = levels.length - index;
    let paper = 1;
    for (let k = 0; k < below; k++) paper *= 1 - regionStrength(k, false);
    const percent = formatPercent(levels[below - 1] ?? 0);
    const label = words(below === 1 ? percent : percent.slice(0, -2));
    return { sign: 'area', tone, strength: 1 - paper, style: -1, label };
  });
}
