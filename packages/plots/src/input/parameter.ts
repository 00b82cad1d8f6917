import { must, show } from '../errors.ts';
import { type Bounds, ruleOfThumb } from '../statistics/bandwidth.ts';
import { frequencies, leastGap } from '../statistics/histogram.ts';
import type { Column } from '../statistics/summary.ts';
import type { Text } from '../text/text.ts';
import { isList } from './list.ts';
import { findColumns, type NameOptions, readLabels } from './names.ts';
import type { SampleSet } from './sampleSet.ts';
import type { Table } from './table.ts';
import { readTicks, type Ticks } from './ticks.ts';

/** One interval for every parameter, or one each. */
export type Intervals = readonly [number, number] | readonly (readonly [number, number])[];

/** What is known of a drawn parameter besides its draws. */
export interface Parameter {
  readonly label: Text;
  /** The part of the axis that is drawn. */
  readonly domain: readonly [number, number];
  /** Where the prior ends; infinite where it does not, or where draws lie beyond. */
  readonly bounds: Bounds;
  /** Takes a few separate values, such as whole numbers. */
  readonly isDiscrete: boolean;
  /** About how many numbers its axis has, or their places. */
  readonly ticks: number | readonly number[];
}

/** How parameters are drawn, in every plot that has an axis for each. */
export interface ParameterOptions extends NameOptions {
  /** Drawn range: one for all or one a parameter. Default: from the least to the greatest draw or point, and 5 % more. */
  readonly limits?: Intervals;
  /** Where the prior ends: densities are corrected there. One for all or one a parameter; ±Infinity for none. */
  readonly bounds?: Intervals;
  /** About how many numbers an axis has, or their places: one list for all or one a column. Default 3. */
  readonly ticks?: Ticks;
  /** Parameters that take separate values only, by column or name: drawn as bars and as jittered dots. */
  readonly discrete?: readonly (number | string)[];
}

/** Least share of the range that is added at each side when no limits are given. */
const margin = 0.05;

/** Label, range and bounds of every chosen column. */
export function readParameters(
  table: Table,
  chosen: readonly number[],
  sets: readonly SampleSet[],
  points: readonly (readonly number[])[],
  options: ParameterOptions,
  where: string,
): Parameter[] {
  const labels = readLabels(table, chosen, options, where);
  const limits = readLimits(options.limits, table.columns, where);
  const bounds = readIntervals(options.bounds, table.columns, 'bounds', where);
  const ticks = readTicks(options.ticks, table.columns, where);
  const discrete = findColumns(options.discrete ?? [], table, options, 'discrete', where);
  return chosen.map((column, i) => {
    const columns = sets.map((set) => set.columns[i] as Column);
    const marked = points.map((point) => point[i] as number);
    const isDiscrete = discrete.includes(column);
    const ends = respected(bounds?.[column] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], columns);
    return {
      label: labels[i] as Text,
      domain: limits?.[column] ?? spanned(columns, marked, ends, isDiscrete, where),
      bounds: ends,
      isDiscrete,
      ticks: ticks[column] ?? 3,
    };
  });
}

/** Drawn ranges, one a column. */
export function readLimits(
  limits: Intervals | undefined,
  columns: number,
  where: string,
): (readonly [number, number])[] | undefined {
  return readIntervals(limits, columns, 'limits', where);
}

function readIntervals(
  intervals: Intervals | undefined,
  columns: number,
  argument: 'limits' | 'bounds',
  where: string,
): (readonly [number, number])[] | undefined {
  if (intervals === undefined) return undefined;
  must(isList(intervals), argument, 'be [low, high] or a list of these', show(intervals), where);
  const list = (isList(intervals[0]) ? [...intervals] : [intervals]) as (readonly [number, number])[];
  const counts = list.length === 1 || list.length === columns;
  must(counts, argument, `have one [low, high], or one a column, ${columns}`, String(list.length), where);
  for (const pair of list) {
    const isPair = isList(pair) && pair.length === 2 && pair.every((end) => typeof end === 'number');
    must(isPair && pair[0] < pair[1], argument, 'be [low, high] with low < high', show(pair), where);
    const areFinite =
      argument === 'bounds' || (pair.every(Number.isFinite) && Number.isFinite(pair[1] - pair[0]));
    must(areFinite, argument, 'be finite', show(pair), where);
  }
  return list.length === 1
    ? Array.from({ length: columns }, () => list[0] as readonly [number, number])
    : list;
}

/**
 * From the least to the greatest draw or point, and a margin: 5 %, or two bandwidths where draws are few, so that
 * densities come down within the panel, or most of a bar. About a single value, a tenth of it.
 */
function spanned(
  columns: readonly Column[],
  points: readonly number[],
  bounds: Bounds,
  isDiscrete: boolean,
  where: string,
): readonly [number, number] {
  const low = Math.min(...points, ...columns.map(({ sorted }) => sorted[0] as number));
  const high = Math.max(...points, ...columns.map(({ sorted }) => sorted.at(-1) as number));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  must(largest < 1e300, 'samples', 'stay below 1e300 in size', String(largest), where);
  if (high - low <= largest * 1e-12) return [low - (0.1 * largest || 1), high + (0.1 * largest || 1)];
  const least = margin * (high - low);
  const gap = (column: Column): number => leastGap(frequencies(column).values, [low, high]);
  const wanted = isDiscrete
    ? 0.75 * Math.min(...columns.map(gap))
    : 2 * Math.max(...columns.map(ruleOfThumb));
  const pad = Math.max(least, wanted);
  return [
    Math.max(low - pad, Math.min(low, bounds[0]) - least),
    Math.min(high + pad, Math.max(high, bounds[1]) + least),
  ];
}

/** Bounds that draws lie beyond (more than rounding) are none: a leaking posterior is to be seen as it is. */
function respected([low, high]: Bounds, columns: readonly Column[]): Bounds {
  const first = Math.min(...columns.map(({ sorted }) => sorted[0] as number));
  const last = Math.max(...columns.map(({ sorted }) => sorted.at(-1) as number));
  const slack = 1e-6 * (last - first);
  return [
    first >= low - slack ? low : Number.NEGATIVE_INFINITY,
    last <= high + slack ? high : Number.POSITIVE_INFINITY,
  ];
}
