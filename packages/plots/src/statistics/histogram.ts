import { type Column, interquartileRange } from './summary.ts';

/** Counts between equally spaced edges, as a density: heights times widths is the share of all draws inside. */
export interface Histogram {
  readonly edges: Float64Array;
  readonly heights: Float64Array;
}

const mostBins = 400;

/**
 * Histogram of the draws inside [low, high], bins by Freedman and Diaconis (1981): width 2·IQR·n^(−1/3).
 * The bins span only where draws are, so that a narrow posterior in wide limits keeps its shape.
 *
 * @param bins number of bins instead of that rule
 */
export function histogram(column: Column, [low, high]: readonly [number, number], bins?: number): Histogram {
  const { sorted } = column;
  const first = lowerIndex(sorted, low);
  const last = upperIndex(sorted, high);
  if (first >= last) return { edges: Float64Array.of(low, high), heights: Float64Array.of(0) };
  const start = sorted[first] ?? low;
  const stop = sorted[last - 1] ?? high;
  const edges = equalEdges(start, stop, bins ?? binCount(column, stop - start));
  const heights = new Float64Array(edges.length - 1);
  const width = (edges[1] ?? 0) - start;
  for (let i = first; i < last; i++) {
    const bin = Math.min(heights.length - 1, Math.floor(((sorted[i] ?? 0) - start) / width));
    heights[bin] = (heights[bin] ?? 0) + 1;
  }
  return { edges, heights: heights.map((count) => count / sorted.length / width) };
}

/** Bins of Freedman and Diaconis' width, or Scott's where the middle half of the draws is one value. */
function binCount(column: Column, range: number): number {
  const perWidth = Math.cbrt(column.sorted.length);
  const width = (2 * interquartileRange(column) || 3.49 * column.sd) / perWidth;
  const count = Math.ceil(range / width);
  return Number.isFinite(count) ? Math.min(mostBins, Math.max(1, count)) : 1;
}

/** `bins` + 1 edges; a range of nothing becomes a narrow bin about its value. */
export function equalEdges(start: number, stop: number, bins: number): Float64Array {
  const isPoint = !(stop - start > Math.abs(start) * 1e-14);
  const half = isPoint ? Math.abs(start) * 1e-6 || 1e-6 : 0;
  const low = start - half;
  const step = (stop + half - low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => low + i * step);
}

/** A histogram of whole numbers or other repeated values: the share of each value among all draws. */
export function frequencies(column: Column): {
  readonly values: Float64Array;
  readonly shares: Float64Array;
} {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of column.sorted) {
    if (values.at(-1) !== value) {
      values.push(value);
      counts.push(0);
    }
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  }
  return {
    values: Float64Array.from(values),
    shares: Float64Array.from(counts, (count) => count / column.sorted.length),
  };
}

/** The least distance between neighbouring values in ascending order; a tenth of the axis where there is one value only. */
export function leastGap(values: Float64Array, [low, high]: readonly [number, number]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < values.length; i++) least = Math.min(least, (values[i] ?? 0) - (values[i - 1] ?? 0));
  return Number.isFinite(least) ? least : (high - low) / 10;
}

/** Index of the first value not below `low`. */
function lowerIndex(sorted: Float64Array, low: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < low) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Index after the last value not above `high`. */
function upperIndex(sorted: Float64Array, high: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) <= high) from = middle + 1;
    else to = middle;
  }
  return from;
}
