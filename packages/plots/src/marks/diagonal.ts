import type { Mark } from '../figure.ts';
import type { DrawnSet, Input } from '../input/input.ts';
import type { Parameter } from '../input/parameter.ts';
import type { Look } from '../input/several.ts';
import { density1d } from '../statistics/density.ts';
import { frequencies, histogram, leastGap } from '../statistics/histogram.ts';
import { type Column, centralInterval, quantile } from '../statistics/summary.ts';
import { formatAt, precisionOf } from '../text/number.ts';
import { words } from '../text/text.ts';
import { bars, between, type Points2d, peak, steps } from './curve.ts';
import type { PanelKind } from './kind.ts';
import { mostDots, thinned } from './thin.ts';

/** Share of the draws in the shaded interval. */
export const intervalLevel = 0.9;
/** Space kept free above the curves, as a share of the panel's height. */
const headroom = 0.06;

/** The top of the density's axis, over curves of the given height and the truth's number. */
export function densityTop(peak: number, height: number, labelHeight: number): number {
  return peak / (1 - Math.min(0.5, headroom + labelHeight / height));
}

export interface Diagonal {
  readonly marks: readonly Mark[];
  /** Range of the density's axis. */
  readonly domain: readonly [number, number];
}

export interface DiagonalOptions {
  readonly kinds: readonly PanelKind[];
  readonly bins: number | undefined;
  /** Panel height in pixels, and what of it the truth's number needs on top; 0 where the number is not written. */
  readonly height: number;
  readonly labelHeight: number;
}

/** One parameter's densities with the 90 % interval, the median, and the points. */
export function diagonal(input: Input, index: number, options: DiagonalOptions): Diagonal {
  const parameter = input.parameters[index] as Parameter;
  const drawn = input.sets.map((set, i) =>
    setMarks(set, index, parameter, options.kinds[i] ?? 'kde', options, i),
  );
  const top = Math.max(...drawn.map((set) => set.peak)) || 1;
  const reference = input.sets[0]?.columns[index] as Column;
  const marks = [
    ...drawn.flatMap((set) => set.marks),
    ...pointRules(input, index, reference, options.labelHeight > 0),
  ];
  return { marks, domain: [0, densityTop(top, options.height, options.labelHeight)] };
}

function pointRules(input: Input, index: number, reference: Column, isLabelled: boolean): Mark[] {
  return input.points.map((point): Mark => {
    const at = point.values[index] ?? Number.NaN;
    const precision = precisionOf(reference.mean, reference.sd);
    const label = isLabelled && precision.exponent === 0 ? { label: words(formatAt(at, precision)) } : {};
    return { type: 'rule', axis: 'x', at, tone: point.tone, dash: point.style, ...label };
  });
}

function setMarks(
  set: DrawnSet,
  index: number,
  parameter: Parameter,
  kind: PanelKind,
  options: DiagonalOptions,
  order: number,
): { marks: Mark[]; peak: number } {
  const column = set.columns[index] as Column;
  if (kind === 'none') return { marks: [], peak: 0 };
  if (kind === 'scatter') return { marks: [strokes(set, column)], peak: 0 };
  if (parameter.isDiscrete) return discreteMarks(set, column, parameter, order);
  if (column.sd === 0)
    return { marks: [{ type: 'rule', axis: 'x', at: column.mean, tone: set.tone, dash: set.dash }], peak: 0 };
  const curve =
    kind === 'histogram'
      ? steps(histogram(column, parameter.domain, options.bins))
      : density1d(column, set.widths[index] ?? 0, parameter.bounds, parameter.domain);
  const summary = {
    interval: centralInterval(column, intervalLevel),
    median: quantile(column, 0.5),
  };
  return { marks: densityMarks(set, curve, summary), peak: peak(curve, parameter.domain) };
}

/** The density lightly filled, the central 90 % deeper, its outline, and the median as a short stroke. */
export function densityMarks(
  { tone, dash }: Pick<Look, 'tone' | 'dash'>,
  curve: Points2d,
  { interval, median }: { readonly interval: readonly [number, number]; readonly median: number },
): Mark[] {
  const middle = between(curve, interval);
  return [
    { type: 'area', ...curve, tone, strength: 0.14 },
    { type: 'area', ...middle, tone, strength: 0.3 },
    { type: 'line', ...curve, tone, dash },
    { type: 'strokes', x: [median], height: 0.08, tone, strength: 1 },
  ];
}

function strokes(set: DrawnSet, column: Column): Mark {
  const every = Math.ceil(column.values.length / mostDots);
  return { type: 'strokes', x: thinned(column.values, every), height: 1, tone: set.tone, strength: 0.3 };
}

/** Bars four fifths of the least distance between values; of several sets, each a little narrower. */
function discreteMarks(
  set: DrawnSet,
  column: Column,
  parameter: Parameter,
  order: number,
): { marks: Mark[]; peak: number } {
  const { values, shares } = frequencies(column);
  const outline = bars(values, shares, leastGap(values, parameter.domain) * 0.8 ** (order + 1));
  const { tone, dash } = set;
  const marks: Mark[] = [
    { type: 'area', ...outline, tone, strength: 0.3 },
    { type: 'line', ...outline, tone, dash },
  ];
  return { marks, peak: peak(outline, parameter.domain) };
}
