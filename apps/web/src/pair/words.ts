import { formatCount, formatName } from '@sbi/plots';
import { within } from './axis.ts';
import type { LineDensity } from './lineDensity.ts';
import type { BinnedSet, PairModel } from './pairModel.ts';
import type { Brush, Range } from './pairSet.ts';

/** Median and interval of one parameter: `θ₁: median 0.31, 90 % 0.12 … 0.50`. */
export function summaryOf(name: string, line: LineDensity): string {
  const { median, interval } = numbersOf(line);
  return `${formatName(name)}: median ${median}, 90 % ${interval}`;
}

export function numbersOf(line: LineDensity): { median: string; interval: string } {
  const { median, interval } = line;
  const spread = spreadOf(line);
  const [low, high] = interval.map((end) => within(end, spread));
  return { median: within(median, spread), interval: `${low} … ${high}` };
}

/** The interval's width in units of a normal distribution's, which gives its standard deviation. */
export function spreadOf({ interval }: LineDensity): number {
  return (interval[1] - interval[0]) / 3.29;
}

/** A value as it is read off an axis: three digits of the frame's width. */
export function readOff(value: number, [low, high]: Range): string {
  return within(value, (high - low) / 10);
}

export function brushWords(brush: Brush, model: PairModel): string {
  const frame = model.frame(brush.column);
  const name = formatName(model.names[brush.column] as string);
  return `${name} ${readOff(brush.low, frame)} … ${readOff(brush.high, frame)}`;
}

/** How many draws are left: `1,234 of 5,000 draws (24.7 %)`. */
export function countWords({ kept, all }: BinnedSet): string {
  const total = formatCount(all.rows);
  if (kept === undefined) return `${total} draws`;
  const share = ((100 * kept.length) / all.rows).toFixed(1);
  return `${formatCount(kept.length)} of ${total} draws (${share} %)`;
}

/** What a panel shows, for whoever cannot see it. */
export function panelWords(model: PairModel, column: number, row: number): string {
  const names = [...new Set([column, row])];
  const first = firstOf(model.binned());
  if (first === undefined) return names.map((i) => formatName(model.names[i] as string)).join(', ');
  const { lines } = first.part ?? first.all;
  const isEmpty = first.kept?.length === 0;
  const numbers = isEmpty
    ? []
    : names.map((i) => summaryOf(model.names[i] as string, lines[i] as LineDensity));
  const brushes = model.brushes.length > 0 ? [`${countWords(first)} where ${conditionWords(model)}`] : [];
  return [...numbers, ...brushes].join('. ');
}

function conditionWords(model: PairModel): string {
  return model.brushes.map((brush) => brushWords(brush, model)).join(' and ');
}

/** The posterior, or the prior where nothing else is there. */
export function firstOf(binned: readonly BinnedSet[]): BinnedSet | undefined {
  return binned.find(({ set }) => !set.isPrior) ?? binned[0];
}
