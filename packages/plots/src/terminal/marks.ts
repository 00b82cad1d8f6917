import type { Mark, Panel, Ring, Tone } from '../figure.ts';
import { position } from '../scale.ts';
import { plainText } from '../text/text.ts';
import { type Canvas, setDot, write } from './canvas.ts';

/** Where a panel stands on the page, in characters. */
export interface Box {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

type Of<Kind extends Mark['type']> = Extract<Mark, { type: Kind }>;

/** A panel on the page: data in, dots out. */
interface Target {
  readonly canvas: Canvas;
  readonly box: Box;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Signs of points, by shape. */
export const pointSigns: readonly string[] = ['◆', '■', '▲'];
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
  const filled = panel.marks.filter((mark) => mark.type === 'area' || mark.type === 'region');
  const isShared = new Set(filled.map((mark) => mark.tone)).size > 1;
  for (const mark of panel.marks) drawMark(target, mark, isShared);
}

/** Fillings of several sample sets would run into one another: then their outlines are drawn. */
function drawMark(target: Target, mark: Mark, isShared: boolean): void {
  if (mark.type === 'area' && !isShared) fillArea(target, mark);
  else if (mark.type === 'line') drawLine(target, mark.x, mark.y, mark.tone, mark.dash ?? 0);
  else if (mark.type === 'region') drawRegion(target, mark, isShared);
  else if (mark.type === 'cells') drawCells(target, mark);
  else if (mark.type === 'dots')
    for (let i = 0; i < mark.x.length; i++) dot(target, mark.x[i] ?? 0, mark.y[i] ?? 0, mark.tone);
  else if (mark.type === 'strokes' && mark.height === 1)
    for (const x of Array.from(mark.x)) drawUpright(target, x, mark.tone);
  else if (mark.type === 'rule') drawRule(target, mark);
  else if (mark.type === 'marker') drawMarker(target, mark);
}

/** Densities of dots: a quarter, a half, all; each among the dots of the next. */
function isInked(x: number, y: number, density: number): boolean {
  if (density === 0) return x % 2 === 0 && y % 2 === 0;
  return density > 1 || (x + y) % 2 === 0;
}

function put(target: Target, x: number, y: number, tone: Tone): void {
  const { box, canvas } = target;
  if (x >= 0 && y >= 0 && x < box.width * 2 && y < box.height * 4)
    setDot(canvas, box.column * 2 + x, box.row * 4 + y, tone);
}

function dot(target: Target, x: number, y: number, tone: Tone): void {
  put(target, Math.floor(target.x(x)), Math.floor(target.y(y)), tone);
}

function fillArea(target: Target, { x, y, tone, strength }: Of<'area'>): void {
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

function drawLine(
  target: Target,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  tone: Tone,
  dash: number,
): void {
  // What runs along the bottom line is that line.
  const bottom = target.box.height * 4;
  let travelled = 0;
  for (let i = 1; i < x.length; i++) {
    const [x0, x1] = [target.x(x[i - 1] ?? 0), target.x(x[i] ?? 0)];
    const [y0, y1] = [target.y(y[i - 1] ?? 0), target.y(y[i] ?? 0)];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    if (!Number.isFinite(steps) || steps > 10_000) continue;
    for (let k = 0; k <= steps; k++) {
      const share = steps === 0 ? 0 : k / steps;
      const isGap = dash > 0 && Math.floor(travelled + share * steps) % 4 >= 2;
      const row = y0 + share * (y1 - y0);
      if (!isGap && row < bottom - 0.25)
        put(target, Math.floor(x0 + share * (x1 - x0)), Math.floor(row), tone);
    }
    travelled += Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  }
}

/** Dots denser for smaller masses; of several sets, the outline of the largest region. */
function drawRegion(target: Target, mark: Of<'region'>, isShared: boolean): void {
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

function drawMarker(target: Target, { x, y, tone, shape }: Of<'marker'>): void {
  const { box, canvas } = target;
  const [column, row] = [Math.floor(target.x(x) / 2), Math.floor(target.y(y) / 4)];
  if (column < 0 || row < 0 || column >= box.width || row >= box.height) return;
  write(canvas, pointSigns[shape % pointSigns.length] ?? '◆', box.column + column, box.row + row, tone);
}
