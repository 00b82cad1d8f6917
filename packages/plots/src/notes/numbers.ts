import type { DrawnSet } from '../input/input.ts';
import { intervalLevel } from '../marks/diagonal.ts';
import { type Column, centralInterval } from '../statistics/summary.ts';
import {
  alignDecimals,
  alignWhole,
  formatAt,
  formatEstimate,
  formatPercent,
  type Precision,
  powerOfTen,
  precisionOf,
} from '../text/number.ts';

/** What is written of one parameter: `−0.20 ± 0.10` and `[−0.36, −0.04]`. */
export interface Numbers {
  readonly estimate: string;
  readonly interval: string;
}

/** Heading of the intervals. */
export const intervalName: string = `${formatPercent(intervalLevel)} interval`;

/** Numbers of all parameters of a sample set, their decimal points under one another. */
export function numbersOf(set: DrawnSet): Numbers[] {
  const precisions = set.columns.map((column) => precisionOf(column.mean, column.sd));
  const isPlain = precisions.every((precision) => precision.exponent === 0);
  if (!isPlain) return set.columns.map((column, i) => scaledNumbers(column, precisions[i] as Precision));
  const means = alignDecimals(
    set.columns.map((column, i) => formatAt(column.mean, precisions[i] as Precision)),
  );
  const sds = alignWhole(
    alignDecimals(
      set.columns.map(({ sd }, i) => (sd === 0 ? '0' : formatAt(sd, precisions[i] as Precision))),
    ),
  );
  return set.columns.map((column, i) => ({
    estimate: set.count > 1 ? `${means[i]} ± ${sds[i]}` : (means[i] as string),
    interval: intervalText(column, precisions[i] as Precision),
  }));
}

function intervalText(column: Column, precision: Precision): string {
  return centralInterval(column, intervalLevel)
    .map((end) => formatAt(end, precision))
    .join(' to ');
}

function scaledNumbers(column: Column, precision: Precision): Numbers {
  const interval = intervalText(column, precision);
  return {
    estimate: formatEstimate(column.mean, column.sd),
    interval: precision.exponent === 0 ? interval : `(${interval}) · ${powerOfTen(precision.exponent)}`,
  };
}
