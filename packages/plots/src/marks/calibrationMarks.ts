import type { Mark } from '../figure.ts';
import type { CurveSet } from '../input/coverage.ts';
import { ecdfBand, pointwiseBand } from '../statistics/simultaneous.ts';
import { words } from '../text/text.ts';
import { type Banded, bandStrength, shareOutside } from './rankMarks.ts';

/** Whether a curve is drawn as it is, over the diagonal, or less the diagonal. */
export type CalibrationKind = 'curve' | 'difference';

/** One curve of shares against levels, with the band it should stay in where the number of pairs is known. */
export interface Calibrated extends Omit<Banded, 'low' | 'high'> {
  readonly low: readonly number[] | undefined;
  readonly high: readonly number[] | undefined;
}

/** What a band of 95 % holds: a whole curve, or each of its points. */
export type BandKind = 'simultaneous' | 'pointwise';

/** The band of a set's curves in shares, closed at 0 and 1; the same for all its parameters. */
export function bandOf(
  { levels, pairs }: CurveSet,
  kind: BandKind,
  level: number,
): Pick<Calibrated, 'low' | 'high'> {
  if (pairs === undefined) return { low: undefined, high: undefined };
  const gates =
    kind === 'simultaneous' ? ecdfBand(pairs, levels, level) : pointwiseBand(pairs, levels, level);
  return {
    low: closed(
      levels,
      gates.map(([low]) => low / pairs),
    ),
    high: closed(
      levels,
      gates.map(([, high]) => high / pairs),
    ),
  };
}

/** A curve with its band; at level 0 a region holds nothing, at 1 everything. */
export function calibrated(
  { levels }: CurveSet,
  shares: readonly number[],
  band: Pick<Calibrated, 'low' | 'high'>,
): Calibrated {
  return { x: closed(levels, levels), y: closed(levels, shares), ...band };
}

function closed(levels: readonly number[], values: readonly number[]): number[] {
  return [...(levels[0] === 0 ? [] : [0]), ...values, ...(levels.at(-1) === 1 ? [] : [1])];
}

/** Whether a curve leaves its band anywhere. */
export function isOutside({ x, y, low, high }: Calibrated): boolean {
  return low !== undefined && high !== undefined && shareOutside({ x, y, low, high }) > 0;
}

/** Most places that are drawn as dots on their curve. */
const mostDotted = 24;

/** Curves of several posteriors over one another, with the diagonal and their bands. */
export function calibrationMarks(
  sets: readonly CurveSet[],
  curves: readonly Calibrated[],
  kind: CalibrationKind,
): Mark[] {
  const isAlike = sets.every(
    ({ pairs, levels }) => pairs === sets[0]?.pairs && levels.join() === sets[0]?.levels.join(),
  );
  const less = ({ x }: Calibrated, values: readonly number[]): readonly number[] =>
    kind === 'curve' ? values : values.map((value, i) => value - (x[i] ?? 0));
  const bands = (isAlike ? curves.slice(0, 1) : curves).flatMap((curve, i): Mark[] => {
    const { x, low, high } = curve;
    if (low === undefined || high === undefined) return [];
    const look = isAlike
      ? ({ tone: 'axis', strength: bandStrength } as const)
      : { tone: sets[i]?.tone ?? 'axis', strength: 0.12 };
    return [{ type: 'band', x, low: less(curve, low), high: less(curve, high), ...look }];
  });
  const diagonal: Mark =
    kind === 'curve'
      ? { type: 'line', x: [0, 1], y: [0, 1], tone: 'axis', dash: 2 }
      : { type: 'rule', axis: 'y', at: 0, tone: 'axis', dash: 2 };
  const lines = curves.flatMap((curve, i): Mark[] => {
    const { tone = 'draws-0', dash = 0 } = sets[i] ?? {};
    const y = less(curve, curve.y);
    const line: Mark = { type: 'line', x: curve.x, y, tone, dash };
    if (curve.x.length > mostDotted + 2) return [line];
    const inner = { x: curve.x.slice(1, -1), y: y.slice(1, -1) };
    return [line, { type: 'dots', ...inner, tone, strength: 1 }];
  });
  return [...bands, diagonal, ...lines];
}

/** A word in a corner of the panel. */
export function cornerWord(
  text: string,
  corner: 'upper left' | 'upper right' | 'lower left' | 'lower right',
): Mark {
  const [up, side] = corner.split(' ');
  const isLeft = side === 'left';
  return {
    type: 'words',
    text: words(text),
    at: [isLeft ? 0 : 1, up === 'upper' ? 1 : 0],
    anchor: isLeft ? 'start' : 'end',
    tone: 'axis',
  };
}
