import { moved, widened } from './brushes.ts';
import type { LineDensity } from './lineDensity.ts';
import type { PairModel } from './pairModel.ts';
import type { Brush } from './pairSet.ts';
import { firstOf } from './words.ts';

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
 * first key makes one about the middle.
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
    if (before === undefined) return startBrush(model, index, start[index] as number);
    return widened(moved(before, by * unit, [low, high]), wider * unit, [low, high]);
  };
  const start = middleDraw(model, [column, row]);
  const [x, y] = direction ?? [0, 0];
  if (column === row) return [brush(column, x, change + y)];
  return [brush(column, x, change), brush(row, y, change)];
}

/** A fifth of the frame about a place. */
function startBrush(model: PairModel, column: number, middle: number): Brush {
  const frame = model.frame(column);
  const half = (frame[1] - frame[0]) / 10;
  return moved({ column, low: middle - half, high: middle + half }, 0, frame);
}

/** The draw nearest to the medians of some parameters: between two modes there may be none at the medians themselves. */
function middleDraw(model: PairModel, indices: readonly number[]): ArrayLike<number> {
  const first = firstOf(model.binned());
  if (first === undefined) return model.names.map((_, i) => (model.frame(i)[0] + model.frame(i)[1]) / 2);
  const { data, rows, columns } = first.draws;
  const lines = indices.map((index) => first.all.lines[index] as LineDensity);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    let distance = 0;
    for (const [k, index] of indices.entries()) {
      const { median, interval } = lines[k] as LineDensity;
      distance +=
        (((data[row * columns + index] as number) - median) / (interval[1] - interval[0] || 1)) ** 2;
    }
    if (distance < least) [best, least] = [row, distance];
  }
  return data.subarray(best * columns, (best + 1) * columns);
}
