import type { Panel, Scale } from '../figure.ts';
import { position } from '../scale.ts';
import { plainText } from '../text/text.ts';
import { type Canvas, write } from './canvas.ts';
import type { Box } from './target.ts';

/** Rows under a panel: its line, and on an outer one the numbers and the label. */
export const outerRows = 3;

/** The line under a panel, numbers and labels at its outer sides; `labelColumns` are free for the label across. */
export function drawAxes(
  canvas: Canvas,
  panel: Panel,
  box: Box,
  numberColumns: number,
  labelColumns: number,
): void {
  drawAcross(canvas, panel.x, box, labelColumns);
  drawUpright(canvas, panel.y, box, numberColumns);
}

function drawAcross(canvas: Canvas, scale: Scale, box: Box, labelColumns: number): void {
  const bottom = box.row + box.height;
  write(canvas, '─'.repeat(box.width), box.column, bottom, 'axis');
  if (scale.side !== 'bottom') return;
  let end = box.column - 1;
  for (const { at, label } of scale.ticks) {
    const place = Math.min(box.width - 1, Math.floor(position(scale, at) * box.width));
    write(canvas, '┬', box.column + place, bottom, 'axis');
    const start = clamp(
      box.column + place - (label.length >> 1),
      box.column,
      box.column + box.width - label.length,
    );
    if (start <= end) continue;
    write(canvas, label, start, bottom + 1, 'axis');
    end = start + label.length;
  }
  const name = cut(plainText(scale.label ?? []), labelColumns);
  write(canvas, name, Math.max(0, box.column + ((box.width - name.length) >> 1)), bottom + 2);
}

function drawUpright(canvas: Canvas, scale: Scale, box: Box, numberColumns: number): void {
  if (scale.side === undefined) return;
  const isRight = scale.side === 'right';
  const line = isRight ? box.column + box.width : box.column - 1;
  for (let row = 0; row < box.height; row++) write(canvas, '│', line, box.row + row, 'axis');
  let end = Number.POSITIVE_INFINITY;
  for (const { at, label } of scale.ticks) {
    const row = box.row + Math.min(box.height - 1, Math.floor((1 - position(scale, at)) * box.height));
    write(canvas, isRight ? '├' : '┤', line, row, 'axis');
    if (row >= end) continue;
    write(canvas, label, isRight ? line + 1 : line - label.length, row, 'axis');
    end = row;
  }
  const name = plainText(scale.label ?? []);
  const column = isRight ? line + 2 + numberColumns : line - 1 - numberColumns - name.length;
  write(canvas, name, column, box.row + (box.height >> 1));
}

/** Columns that an upright axis takes, if there is one on that side: line, numbers, and label. */
export function sideColumns(panels: readonly Panel[], side: 'left' | 'right'): number {
  const names = panels.flatMap(({ y }) => (y.side === side ? [plainText(y.label ?? []).length] : []));
  return names.length === 0 ? 0 : 1 + numberColumns(panels) + 1 + Math.max(...names);
}

/** Columns that the numbers of upright axes take. */
export function numberColumns(panels: readonly Panel[]): number {
  const outer = panels.filter(({ y }) => y.side !== undefined);
  return Math.max(0, ...outer.flatMap(({ y }) => y.ticks.map((tick) => tick.label.length)));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** A line cut to a width, with … where something was left out. */
export function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
