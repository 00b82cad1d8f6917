import { type Matrix, matrixOf } from '@sbi/core';
import { SMALLEST } from '../float32.ts';

/** Centre and width of every column of a table: what is subtracted, and what is divided by. */
export interface ColumnScaling {
  readonly loc: Float32Array;
  readonly scale: Float32Array;
}

/**
 * How columns are scaled: each by its mean and standard deviation; all by one mean and the mean over rows of the rows'
 * standard deviations ('structured', as sbi calls it, for series and images); each by median and quantiles ('robust');
 * or not at all.
 */
export type ZScore = 'independent' | 'structured' | 'robust' | 'none';

/** The ratio of q95 − q05 to the standard deviation of a normal distribution. */
const QUANTILE_WIDTH = 3.2897072539029435;

/** A width below this share of the centre may be rounding of the simulator's. */
const ROUNDING = 1e-6;

/**
 * The scaling of a table whose columns go round and round through so many channels: columns of one channel share theirs,
 * as long as each channel has its own at all. What is missing, NaN, is left out.
 */
export function columnScaling(table: Matrix, zScore: ZScore, channels: number): ColumnScaling {
  const { data, columns } = table;
  if (zScore === 'none') return { loc: new Float32Array(columns), scale: new Float32Array(columns).fill(1) };
  if (zScore === 'structured') return structuredScaling(table);
  const scale = zScore === 'robust' ? quantileScaling : momentScaling;
  if (channels === columns) return scale(table);
  const shared = scale(matrixOf(data, channels));
  const repeated = (values: Float32Array) =>
    Float32Array.from({ length: columns }, (_, j) => values[j % channels] as number);
  return { loc: repeated(shared.loc), scale: repeated(shared.scale) };
}

/** Mean and standard deviation (N − 1) of every column; a constant column gets scale 1, or more where its rounding is. */
export function momentScaling(table: Matrix): ColumnScaling {
  return scalingOf(table, moments);
}

function moments(values: Float64Array): [mean: number, sd: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sum = values.reduce((total, value) => total + (value - mean) * (value - mean), 0);
  return [mean, Math.sqrt(sum / Math.max(1, values.length - 1))];
}

/** Median and (q95 − q05)/3.29 of every column: the bulk decides, however heavy the tails. */
export function quantileScaling(table: Matrix): ColumnScaling {
  return scalingOf(table, (values) => {
    const sorted = Float64Array.from(values).sort();
    const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
    const width = (at(0.95) - at(0.05)) / QUANTILE_WIDTH;
    // A column that is constant but for rare rows has no width of its own: fall back to its standard deviation.
    return [at(0.5), width > 0 ? width : moments(values)[1]];
  });
}

/** Rows of one number have no standard deviation: then that of all rows. */
function structuredScaling(table: Matrix): ColumnScaling {
  const { data, rows, columns } = table;
  const [mean, all] = moments(present(Float64Array.from(data)));
  const widths = Array.from({ length: rows }, (_, i) =>
    present(Float64Array.from(data.subarray(i * columns, (i + 1) * columns))),
  )
    .filter(({ length }) => length > 1)
    .map((row) => moments(row)[1]);
  const within = widths.reduce((sum, width) => sum + width / widths.length, 0);
  const width = floored(mean, columns > 1 ? within : all);
  return {
    loc: new Float32Array(columns).fill(mean),
    scale: new Float32Array(columns).fill(width),
  };
}

function scalingOf(table: Matrix, measure: (values: Float64Array) => [number, number]): ColumnScaling {
  const { data, rows, columns } = table;
  const loc = new Float32Array(columns);
  const scale = new Float32Array(columns);
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    let count = 0;
    for (let i = j; i < data.length; i += columns) {
      const value = data[i] as number;
      if (!Number.isNaN(value)) column[count++] = value;
    }
    const values = column.subarray(0, count);
    const [centre, width] = values.length > 0 ? measure(values) : [0, 1];
    loc[j] = centre;
    scale[j] = floored(centre, width);
  }
  return { loc, scale };
}

/** Rounding alone gives a constant column a width of some 1e-7 of its size: nothing to magnify. */
function floored(centre: number, width: number): number {
  const rounding = ROUNDING * Math.abs(centre);
  return width > rounding && width >= SMALLEST ? width : Math.max(1, rounding);
}

/** Those that are not missing. */
function present(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}
