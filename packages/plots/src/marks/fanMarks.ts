import type { Mark } from '../figure.ts';
import type { Look } from '../input/several.ts';
import type { Fan } from '../statistics/fan.ts';
import { regionStrength } from './offDiagonal.ts';

/** The ribbons of one posterior, each deeper than the one around it, and the median. */
export function fanMarks(at: readonly number[], { ribbons, median }: Fan, { tone, dash }: Look): Mark[] {
  if (at.length === 1) return barMarks(at, { ribbons, median }, tone);
  const bands = ribbons.map(
    ({ level, low, high }, i): Mark => ({
      type: 'band',
      x: at,
      low,
      high,
      tone,
      strength: regionStrength(i, false),
      level,
    }),
  );
  return [...bands, { type: 'line', x: at, y: median, tone, dash }];
}

/** A series of one value has no ribbons: its intervals as strokes over one another. */
function barMarks(at: readonly number[], { ribbons, median }: Fan, tone: Look['tone']): Mark[] {
  const bars = ribbons.map(
    ({ low, high }): Mark => ({ type: 'intervals', x: at, low, high, tone, strength: 0.5 }),
  );
  return [...bars, { type: 'dots', x: at, y: median, tone, strength: 1, size: 4 }];
}

/** Of several posteriors only the widest ribbon, lightly, with its edges and the median. */
export function sharedFanMarks(at: readonly number[], fan: Fan, { tone, dash }: Look): Mark[] {
  const [widest] = fan.ribbons;
  if (widest === undefined || at.length === 1) return fanMarks(at, fan, { label: undefined, tone, dash });
  const { low, high, level } = widest;
  const edge = (y: ArrayLike<number>): Mark => ({ type: 'line', x: at, y, tone, dash });
  return [
    { type: 'band', x: at, low, high, tone, strength: 0.12, level },
    edge(low),
    edge(high),
    edge(fan.median),
  ];
}
