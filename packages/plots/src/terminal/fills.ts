import type { Ring } from '../figure.ts';
import { drawLine } from './line.ts';
import { isInked, type Of, put, type Target } from './target.ts';

export function fillArea(target: Target, { x, y, tone, strength }: Of<'area'>): void {
  const density = strength > 0.2 ? 2 : 1;
  const heights = columnsOf(target, x, y);
  for (const [column, top] of heights.entries()) {
    for (let row = Math.ceil(top - 0.5); row < target.box.height * 4; row++) {
      if (isInked(column, row, density)) put(target, column, row, tone);
    }
  }
}

/** The curve's mean height over each column of dots, in dots from the top; below the panel where there is none. */
function columnsOf(target: Target, x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const count = target.box.width * 2;
  const area = new Float64Array(count);
  for (let i = 1; i < x.length; i++) {
    const [from, to] = [target.x(x[i - 1] ?? 0), target.x(x[i] ?? 0)];
    const [start, end] = [y[i - 1] ?? 0, y[i] ?? 0];
    for (let column = Math.max(0, Math.floor(from)); column < Math.min(count, Math.ceil(to)); column++) {
      const [low, high] = [Math.max(from, column), Math.min(to, column + 1)];
      if (high <= low) continue;
      const middle = start + ((end - start) * ((low + high) / 2 - from)) / (to - from);
      area[column] = (area[column] ?? 0) + middle * (high - low);
    }
  }
  return Array.from(area, (mean) => target.y(mean));
}

/** The dots between two curves, denser for smaller masses; of several sets their outlines are drawn instead. */
export function fillBand(target: Target, { x, low, high, tone, level }: Of<'band'>): void {
  const density = regionDensity(level);
  let next = 1;
  for (let column = 0; column < target.box.width * 2; column++) {
    while (next < x.length - 1 && target.x(x[next] ?? 0) < column + 0.5) next++;
    const [from, to] = [target.x(x[next - 1] ?? 0), target.x(x[next] ?? 0)];
    const share = (column + 0.5 - from) / (to - from);
    if (!(share >= 0 && share <= 1)) continue;
    const at = (y: ArrayLike<number>): number =>
      target.y((y[next - 1] ?? 0) + share * ((y[next] ?? 0) - (y[next - 1] ?? 0)));
    const end = Math.min(at(low), target.box.height * 4);
    for (let row = Math.max(0, Math.ceil(at(high) - 0.5)); row + 0.5 < end; row++) {
      if (isInked(column, row, density)) put(target, column, row, tone);
    }
  }
}

/** Dots denser for smaller masses; of several sets, the outline of the largest region. */
export function drawRegion(target: Target, mark: Of<'region'>, isShared: boolean): void {
  if (isShared) {
    if (mark.outline !== true) return;
    for (const ring of mark.rings) {
      drawLine(
        target,
        ring.map(([x]) => x),
        ring.map(([, y]) => y),
        mark.tone,
        mark.dash ?? 0,
      );
    }
    return;
  }
  const density = regionDensity(mark.level);
  for (let row = 0; row < target.box.height * 4; row++) {
    for (const [from, to] of spans(target, mark.rings, row + 0.5)) {
      for (
        let column = Math.max(0, Math.ceil(from - 0.5));
        column + 0.5 < Math.min(to, target.box.width * 2);
        column++
      ) {
        if (isInked(column, row, density)) put(target, column, row, mark.tone);
      }
    }
  }
}

/** The outer region lightly dotted, the middle half, the inner one full. */
function regionDensity(level: number | undefined): 0 | 1 | 2 {
  if (level === undefined || level > 0.9) return 0;
  return level > 0.6 ? 1 : 2;
}

/** Where a row of dots runs inside the rings, by the even-odd rule. */
function spans(target: Target, rings: readonly Ring[], row: number): (readonly [number, number])[] {
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [y0, y1] = [target.y(ring[i - 1]?.[1] ?? 0), target.y(ring[i]?.[1] ?? 0)];
      if (y0 <= row === y1 <= row) continue;
      const [x0, x1] = [target.x(ring[i - 1]?.[0] ?? 0), target.x(ring[i]?.[0] ?? 0)];
      crossings.push(x0 + ((x1 - x0) * (row - y0)) / (y1 - y0));
    }
  }
  crossings.sort((a, b) => a - b);
  return Array.from({ length: crossings.length >> 1 }, (_, i) => [
    crossings[2 * i] ?? 0,
    crossings[2 * i + 1] ?? 0,
  ]);
}
