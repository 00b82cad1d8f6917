import { moved, widened } from './brushes.ts';
import type { PairModel } from './pairModel.ts';
import type { Brush } from './pairSet.ts';

/** How far an arrow moves a brush, as a share of the frame. */
const step = 1 / 50;

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** Direction of an arrow key, right and up positive. */
export function arrowOf(key: string): readonly [x: number, y: number] | undefined {
  return arrows[key];
}

/**
 * The brushes of a panel after a key: arrows move it, + and − widen and narrow it; on the diagonal up and down do. The
 * first key makes one about the median.
 */
export function brushesByKey(
  model: PairModel,
  column: number,
  row: number,
  key: string,
): Brush[] | undefined {
  const direction = arrowOf(key);
  const change = { '+': 1, '=': 1, '-': -1, _: -1 }[key] ?? 0;
  if (direction === undefined && change === 0) return undefined;
  const brush = (index: number, by: number, wider: number): Brush => {
    const [low, high] = model.frame(index);
    const unit = (high - low) * step;
    const before = model.brushes.find((b) => b.column === index);
    if (before === undefined) return startBrush(model, index);
    return widened(moved(before, by * unit, [low, high]), wider * unit, [low, high]);
  };
  const [x, y] = direction ?? [0, 0];
  if (column === row) return [brush(column, x, change + y)];
  return [brush(column, x, change), brush(row, y, change)];
}

/** A fifth of the frame about the median. */
function startBrush(model: PairModel, column: number): Brush {
  const frame = model.frame(column);
  const [first] = model.binned();
  const middle = first?.all.lines[column]?.median ?? (frame[0] + frame[1]) / 2;
  const half = (frame[1] - frame[0]) / 10;
  return moved({ column, low: middle - half, high: middle + half }, 0, frame);
}
