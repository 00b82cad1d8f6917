import type { LineDensity } from './lineDensity.ts';
import type { Range } from './pairSet.ts';

/** How much of the frame draws must fill, or the frame moves closer. */
const leastFilled = 0.45;
const padding = 0.13;

/**
 * The part of a parameter's axis that is shown: where nearly all draws are, and the points. It stays as it is while they move inside it,
 * so that a picture that follows the hand does not also zoom.
 *
 * @param now the frame so far
 * @param limits where the prior is; the frame does not leave it, unless draws do
 */
export function nextFrame(
  now: Range | undefined,
  lines: readonly LineDensity[],
  points: readonly number[],
  limits: Range,
): Range {
  const ends = [...lines.flatMap(({ range }) => range), ...points].filter(Number.isFinite);
  if (ends.length === 0) return limits.every(Number.isFinite) ? limits : [-1, 1];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (now && low >= now[0] && high <= now[1] && high - low >= leastFilled * (now[1] - now[0])) return now;
  const pad = padding * (high - low) || Math.abs(high) * 0.05 || 0.5;
  return [
    low >= limits[0] ? Math.max(limits[0], low - pad) : low - pad,
    high <= limits[1] ? Math.min(limits[1], high + pad) : high + pad,
  ];
}
