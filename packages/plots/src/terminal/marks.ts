import type { Mark, Panel, Tone } from '../figure.ts';
import { position } from '../scale.ts';
import { plainText } from '../text/text.ts';
import { type Canvas, write } from './canvas.ts';
import { drawRegion, fillArea, fillBand } from './fills.ts';
import { drawLine } from './line.ts';
import { type Box, dot, type Of, put, type Target } from './target.ts';

/** Signs of points, by shape. */
export const pointSigns: readonly string[] = ['◆', '■', '▲'];
/** A point of the data. */
export const dotSign = '●';
/** Cells from few to most. */
const cellSigns = ['░', '▒', '▓', '█'];

/** Draws a panel's marks: areas and regions as dots of three densities, truth as `┃` and `◆`. */
export function drawMarks(canvas: Canvas, panel: Panel, box: Box): void {
  const target: Target = {
    canvas,
    box,
    x: (value) => position(panel.x, value) * box.width * 2,
    y: (value) => (1 - position(panel.y, value)) * box.height * 4,
  };
  const filled = panel.marks.filter(isFilled);
  const isShared = new Set(filled.map((mark) => mark.tone)).size > 1;
  for (const mark of panel.marks) drawMark(target, mark, isShared);
}

/** Bands of expectation, in grey, lie under everything and count for none. */
function isFilled(mark: Mark): mark is Of<'area' | 'region' | 'band'> {
  return mark.type === 'area' || mark.type === 'region' || (mark.type === 'band' && mark.tone !== 'axis');
}

/** Fillings of several sample sets would run into one another: then their outlines are drawn. */
function drawMark(target: Target, mark: Mark, isShared: boolean): void {
  if (mark.type === 'area' && !isShared) fillArea(target, mark);
  else if (mark.type === 'band' && !(isShared && isFilled(mark))) fillBand(target, mark);
  else if (mark.type === 'intervals') drawIntervals(target, mark);
  else if (mark.type === 'words') drawWords(target, mark);
  else if (mark.type === 'line') drawLine(target, mark.x, mark.y, mark.tone, mark.dash ?? 0);
  else if (mark.type === 'region') drawRegion(target, mark, isShared);
  else if (mark.type === 'cells') drawCells(target, mark);
  else if (mark.type === 'dots') drawDots(target, mark);
  else if (mark.type === 'strokes' && mark.height === 1)
    for (const x of Array.from(mark.x)) drawUpright(target, x, mark.tone);
  else if (mark.type === 'rule') drawRule(target, mark);
  else if (mark.type === 'marker') drawMarker(target, mark);
}

/** Each character's mean count as one of four blocks. */
function drawCells(target: Target, { x, y, values, tone }: Of<'cells'>): void {
  const { box, canvas } = target;
  const sums = new Float64Array(box.width * box.height);
  const columns = x.length - 1;
  for (let i = 0; i < values.length; i++) {
    const [c, r] = [i % columns, Math.floor(i / columns)];
    spread(
      sums,
      box,
      [
        target.x(x[c] ?? 0) / 2,
        target.x(x[c + 1] ?? 0) / 2,
        target.y(y[r + 1] ?? 0) / 4,
        target.y(y[r] ?? 0) / 4,
      ],
      values[i] ?? 0,
    );
  }
  const most = sums.reduce((top, value) => Math.max(top, value), 0);
  for (const [i, sum] of sums.entries()) {
    const sign = cellSigns[Math.min(3, Math.floor((4 * sum) / most))];
    if (sum > most / 200)
      write(canvas, sign ?? '', box.column + (i % box.width), box.row + Math.floor(i / box.width), tone);
  }
}

/** Adds a cell's count to the characters it covers, by the share of its area. */
function spread(
  sums: Float64Array,
  box: Box,
  [left, right, top, bottom]: readonly [number, number, number, number],
  value: number,
): void {
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(box.height, bottom); row++) {
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(box.width, right); column++) {
      const width = Math.min(right, column + 1) - Math.max(left, column);
      const height = Math.min(bottom, row + 1) - Math.max(top, row);
      const share = (width * height) / ((right - left) * (bottom - top));
      sums[row * box.width + column] = (sums[row * box.width + column] ?? 0) + value * share;
    }
  }
}

function drawUpright(target: Target, at: number, tone: Tone): void {
  for (let row = 0; row < target.box.height * 4; row++) put(target, Math.floor(target.x(at)), row, tone);
}

function drawRule(target: Target, { axis, at, tone, label }: Of<'rule'>): void {
  const { box, canvas } = target;
  if (axis === 'y') {
    for (let column = 0; column < box.width * 2; column += 2)
      put(target, column, Math.floor(target.y(at)), tone);
    return;
  }
  const place = Math.floor(target.x(at) / 2);
  if (place < 0 || place >= box.width) return;
  for (let row = 0; row < box.height; row++) write(canvas, '┃', box.column + place, box.row + row, tone);
  const text = label === undefined ? '' : plainText(label);
  const isRight = place + 1 + text.length <= box.width;
  if (isRight || place >= text.length)
    write(canvas, text, box.column + (isRight ? place + 1 : place - text.length), box.row, tone);
}

/** Dots at least this large, in pixels, are data of which every one counts: they are written as signs. */
const leastSign = 3.5;

function drawDots(target: Target, { x, y, tone, size }: Of<'dots'>): void {
  for (let i = 0; i < x.length; i++) {
    if (size === undefined || size < leastSign) dot(target, x[i] ?? 0, y[i] ?? 0, tone);
    else drawSign(target, x[i] ?? 0, y[i] ?? 0, dotSign, tone);
  }
}

function drawIntervals(target: Target, { x, low, high, tone }: Of<'intervals'>): void {
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor(target.x(x[i] ?? 0));
    const [top, bottom] = [target.y(high[i] ?? 0), target.y(low[i] ?? 0)];
    const last = Math.min(target.box.height * 4 - 1, Math.floor(bottom));
    for (let row = Math.max(0, Math.floor(top)); row <= last; row++) put(target, column, row, tone);
  }
}

function drawWords({ box, canvas }: Target, { text, at, anchor, tone }: Of<'words'>): void {
  const line = plainText(text);
  const centre = Math.round(at[0] * box.width);
  const start =
    anchor === 'start'
      ? centre + 1
      : anchor === 'end'
        ? centre - line.length - 1
        : centre - (line.length >> 1);
  const row = Math.min(box.height - 1, Math.floor((1 - at[1]) * box.height));
  write(canvas, line, box.column + Math.max(0, start), box.row + row, tone);
}

function drawSign(
  { box, canvas, x: across, y: down }: Target,
  x: number,
  y: number,
  sign: string,
  tone: Tone,
): void {
  const [column, row] = [Math.floor(across(x) / 2), Math.floor(down(y) / 4)];
  if (column >= 0 && row >= 0 && column < box.width && row < box.height)
    write(canvas, sign, box.column + column, box.row + row, tone);
}

function drawMarker(target: Target, { x, y, tone, shape }: Of<'marker'>): void {
  drawSign(target, x, y, pointSigns[shape % pointSigns.length] ?? '◆', tone);
}
