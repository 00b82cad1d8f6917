import type { Histogram } from '../statistics/histogram.ts';

/** A curve as two lists of the same length. */
export interface Points2d {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A histogram's outline, from the bottom line up and back. */
export function steps({ edges, heights }: Histogram): Points2d {
  const x: number[] = [edges[0] ?? 0];
  const y: number[] = [0];
  for (const [i, height] of heights.entries()) {
    x.push(edges[i] ?? 0, edges[i + 1] ?? 0);
    y.push(height, height);
  }
  x.push(edges.at(-1) ?? 0);
  y.push(0);
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Bars of a given width about their values, as one outline. */
export function bars(values: ArrayLike<number>, heights: ArrayLike<number>, width: number): Points2d {
  const corners = Array.from({ length: values.length }, (_, i) => {
    const [low, high] = [(values[i] ?? 0) - width / 2, (values[i] ?? 0) + width / 2];
    const height = heights[i] ?? 0;
    return [
      [low, 0],
      [low, height],
      [high, height],
      [high, 0],
    ] as const;
  }).flat();
  return {
    x: Float64Array.from(corners, ([x]) => x),
    y: Float64Array.from(corners, ([, y]) => y),
  };
}

/** The part of a curve between two places, with its height there. */
export function between({ x, y }: Points2d, [low, high]: readonly [number, number]): Points2d {
  const inside = [...x.keys()].filter((i) => (x[i] ?? 0) > low && (x[i] ?? 0) < high);
  const ends = [low, high].map((at) => heightAt({ x, y }, at)) as [number, number];
  return {
    x: Float64Array.from([low, ...inside.map((i) => x[i] ?? 0), high]),
    y: Float64Array.from([ends[0], ...inside.map((i) => y[i] ?? 0), ends[1]]),
  };
}

/** A curve's height by linear interpolation, 0 outside. */
export function heightAt({ x, y }: Points2d, at: number): number {
  const next = x.findIndex((value) => value >= at);
  if (next < 0 || (next === 0 && x[0] !== at)) return 0;
  const [x0, x1] = [x[next - 1] ?? at, x[next] ?? at];
  const [y0, y1] = [y[next - 1] ?? 0, y[next] ?? 0];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

/** The highest of a curve within a range. */
export function peak({ x, y }: Points2d, [low, high]: readonly [number, number]): number {
  let top = 0;
  for (let i = 0; i < x.length; i++) {
    if ((x[i] ?? 0) >= low && (x[i] ?? 0) <= high) top = Math.max(top, y[i] ?? 0);
  }
  return top;
}
