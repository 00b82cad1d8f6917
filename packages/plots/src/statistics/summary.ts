import { deviation, mean } from 'd3-array';

/** One parameter's draws and what is known of them. */
export interface Column {
  readonly values: Float64Array;
  /** The same in ascending order. */
  readonly sorted: Float64Array;
  readonly mean: number;
  /** Standard deviation with n − 1; 0 for a single draw. */
  readonly sd: number;
}

/** Sorts and sums up a column of finite numbers. Leaves `values` as it is. */
export function summarize(values: Float64Array): Column {
  // In units of the largest magnitude, so that squares of 1e200 stay finite and those of 1e-200 do not vanish.
  const sorted = values.slice().sort();
  const unit = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0)) || 1;
  const scaled = sorted.map((value) => value / unit);
  const isConstant = sorted[0] === sorted.at(-1);
  return {
    values,
    sorted,
    mean: isConstant ? (sorted[0] ?? Number.NaN) : (mean(scaled) ?? Number.NaN) * unit,
    sd: isConstant ? 0 : (deviation(scaled) ?? 0) * unit,
  };
}

/** Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(column: Column, p: number): number {
  const { sorted } = column;
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  return below + (place % 1) * ((sorted[Math.ceil(place)] ?? Number.NaN) - below);
}

/** The central interval that holds `level` of the draws, equal tails. */
export function centralInterval(column: Column, level: number): readonly [low: number, high: number] {
  return [quantile(column, (1 - level) / 2), quantile(column, (1 + level) / 2)];
}

/** Interquartile range. */
export function interquartileRange(column: Column): number {
  return quantile(column, 0.75) - quantile(column, 0.25);
}
