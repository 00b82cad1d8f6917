import { column, type Matrix } from '@sbi/core';
import { SMALLEST } from '../float32.ts';

/** Centre and width of every column of a table: what is subtracted, and what is divided by. */
export interface ColumnScaling {
  readonly loc: Float32Array;
  readonly scale: Float32Array;
}

/** The ratio of q95 − q05 to the standard deviation of a normal distribution. */
const QUANTILE_WIDTH = 3.2897072539029435;

/** A width below this share of the centre may be rounding of the simulator's. */
const ROUNDING = 1e-6;

/** Mean and standard deviation (N − 1) of every column; a constant column gets scale 1, or more where its rounding is. */
export function momentScaling(table: Matrix): ColumnScaling {
  return scalingOf(table, (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sum = values.reduce((total, value) => total + (value - mean) ** 2, 0);
    return [mean, Math.sqrt(sum / Math.max(1, values.length - 1))];
  });
}

/** Median and (q95 − q05)/3.29 of every column: the bulk decides, however heavy the tails. */
export function quantileScaling(table: Matrix): ColumnScaling {
  const moments = momentScaling(table);
  return scalingOf(table, (values, j) => {
    const sorted = Float64Array.from(values).sort();
    const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
    const width = (at(0.95) - at(0.05)) / QUANTILE_WIDTH;
    // A column that is constant but for rare rows has no width of its own: fall back to its standard deviation.
    return width > 0 ? [at(0.5), width] : [at(0.5), moments.scale[j] as number];
  });
}

function scalingOf(
  table: Matrix,
  measure: (values: Float64Array, j: number) => [number, number],
): ColumnScaling {
  const loc = new Float32Array(table.columns);
  const scale = new Float32Array(table.columns);
  for (let j = 0; j < table.columns; j++) {
    const [centre, width] = measure(Float64Array.from(column(table, j)), j);
    loc[j] = centre;
    // Rounding alone gives a constant column a width of some 1e-7 of its size: nothing to magnify.
    const rounding = ROUNDING * Math.abs(centre);
    scale[j] = width > rounding && width >= SMALLEST ? width : Math.max(1, rounding);
  }
  return { loc, scale };
}
