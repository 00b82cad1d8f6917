import type { Range } from './pairSet.ts';
import { sortFloats } from './sortFloats.ts';

/** One parameter's draws and what is known of them. */
export interface Column {
  readonly values: Float32Array;
  /** The same in ascending order. */
  readonly sorted: Float32Array;
  /** Width of the bulk: the standard deviation, or what the quartiles say of it where that is less. */
  readonly scale: number;
}

/** One column of a row-major table; of the rows `kept`, where given. */
export function readColumn(
  { data, rows, columns }: { readonly data: Float32Array; readonly rows: number; readonly columns: number },
  index: number,
  kept?: Uint32Array,
): Column {
  const values = new Float32Array(kept?.length ?? rows);
  if (kept)
    for (let i = 0; i < kept.length; i++) values[i] = data[(kept[i] as number) * columns + index] as number;
  else for (let i = 0, at = index; i < rows; i++, at += columns) values[i] = data[at] as number;
  const sorted = sortFloats(values);
  return { values, sorted, scale: scaleOf(sorted) };
}

/** Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(sorted: Float32Array, p: number): number {
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  return below + (place % 1) * ((sorted[Math.ceil(place)] ?? Number.NaN) - below);
}

/** The central interval that holds `level` of the draws, equal tails. */
export function centralInterval(sorted: Float32Array, level: number): Range {
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

function scaleOf(sorted: Float32Array): number {
  const middle = quantile(sorted, 0.5);
  let squares = 0;
  for (let i = 0; i < sorted.length; i++) squares += ((sorted[i] as number) - middle) ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, sorted.length - 1));
  const quartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
  return quartiles > 0 ? Math.min(deviation, quartiles) : deviation;
}
