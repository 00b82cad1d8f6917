import type { Mark, Panel, Ring, Tone } from '../figure.ts';
import { position } from '../scale.ts';
import { fontSize, measure } from '../text/measure.ts';
import type { Paint } from './paint.ts';
import { type Pixel, simplify } from './simplify.ts';
import { drawText } from './text.ts';
import { element, number } from './write.ts';

/** Curves may stray this many pixels when points are left out. */
const tolerance = 0.03;
const lineWidth = 1.25;
/** Tones of counted cells. */
const cellTones = 16;

type Of<Kind extends Mark['type']> = Extract<Mark, { type: Kind }>;

/** Maps data to pixels inside the panel, its upper left corner at 0. */
interface Mapping {
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** One mark in the panel's own pixels. */
export function drawMark(paint: Paint, panel: Panel, mark: Mark): string {
  const [, , width, height] = panel.frame;
  const x = (value: number): number => position(panel.x, value) * width;
  const y = (value: number): number => (1 - position(panel.y, value)) * height;
  const map = { width, height, x, y };
  switch (mark.type) {
    case 'area':
      return drawArea(paint, map, mark);
    case 'band':
      return drawBand(paint, map, mark);
    case 'intervals':
      return drawIntervals(paint, map, mark);
    case 'words':
      return drawWords(paint, map, mark);
    case 'line':
      return drawLine(paint, map, mark);
    case 'region':
      return drawRegion(paint, map, mark);
    case 'cells':
      return drawCells(paint, map, mark);
    case 'dots':
      return drawDots(paint, map, mark);
    case 'strokes':
      return drawStrokes(paint, map, mark);
    case 'rule':
      return drawRule(paint, map, mark);
    case 'marker':
      return drawMarker(paint, map, mark);
  }
}

function drawArea(paint: Paint, map: Mapping, { x, y, tone, strength }: Of<'area'>): string {
  const top = pixels(map, x, y);
  const [first, last] = [top[0], top.at(-1)];
  if (first === undefined || last === undefined) return '';
  const d = `${path(simplify([[first[0], map.y(0)], ...top, [last[0], map.y(0)]], tolerance))}Z`;
  return element('path', { d, ...paint.fill(tone, strength) });
}

function drawBand(paint: Paint, map: Mapping, { x, low, high, tone, strength }: Of<'band'>): string {
  const outline = [...pixels(map, x, high), ...pixels(map, x, low).reverse()];
  if (outline.length === 0) return '';
  return element('path', { d: `${path(simplify(outline, tolerance))}Z`, ...paint.fill(tone, strength) });
}

function drawIntervals(
  paint: Paint,
  map: Mapping,
  { x, low, high, tone, strength }: Of<'intervals'>,
): string {
  const tops = pixels(map, x, high);
  const d = tops.map(
    ([px, top], i) => `M${number(px)} ${number(top)}V${number(Math.max(top + 0.5, map.y(low[i] ?? 0)))}`,
  );
  if (d.length === 0) return '';
  return element('path', { d: d.join(''), ...paint.stroke(tone, lineWidth), 'stroke-opacity': strength });
}

/** Words keep a few pixels from the sides they stand at. */
function drawWords(paint: Paint, map: Mapping, { text, at, anchor, tone }: Of<'words'>): string {
  const [across, up] = at;
  const x = Math.min(map.width - 6, Math.max(6, across * map.width));
  const y = Math.min(map.height - 6, Math.max(fontSize + 2, (1 - up) * map.height + fontSize * 0.36));
  return drawText(paint, text, { x, y, anchor, tone });
}

function drawLine(paint: Paint, map: Mapping, { x, y, tone, dash }: Of<'line'>): string {
  const pieces = [];
  let from = 0;
  for (let i = 0; i <= x.length; i++) {
    if (i < x.length && Number.isFinite(y[i])) continue;
    const piece = pixels(map, Array.from(x).slice(from, i), Array.from(y).slice(from, i));
    if (piece.length > 0) pieces.push(path(simplify(piece, tolerance)));
    from = i + 1;
  }
  if (pieces.length === 0) return '';
  return element('path', {
    d: pieces.join(''),
    ...paint.stroke(tone, lineWidth, dash),
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
}

function drawRegion(paint: Paint, map: Mapping, mark: Of<'region'>): string {
  const rings = mark.rings.map((ring) => closedPath(map, ring)).filter((d) => d !== '');
  if (rings.length === 0) return '';
  const d = rings.join('');
  const shape = element('path', { d, 'fill-rule': 'evenodd', ...paint.fill(mark.tone, mark.strength) });
  const line = mark.outline === true ? element('path', { d, ...paint.stroke(mark.tone, 1, mark.dash) }) : '';
  return mark.strength > 0 ? shape + line : line;
}

function closedPath(map: Mapping, ring: Ring): string {
  const points = simplify(
    ring.map(([x, y]): Pixel => [map.x(x), map.y(y)]),
    tolerance,
  );
  return points.length > 3 ? `${path(points.slice(0, -1))}Z` : '';
}

/** Cells of the same tone as one path; empty cells are paper. */
function drawCells(paint: Paint, map: Mapping, { x, y, values, tone }: Of<'cells'>): string {
  const columns = x.length - 1;
  const top = Array.from(values).reduce((most, value) => Math.max(most, value), 0);
  const paths = Array.from({ length: cellTones }, () => '');
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value <= 0) continue;
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const [left, right] = [map.x(x[column] ?? 0), map.x(x[column + 1] ?? 0)];
    const [bottom, above] = [map.y(y[row] ?? 0), map.y(y[row + 1] ?? 0)];
    const level = Math.min(cellTones - 1, Math.floor((value / top) * cellTones));
    paths[level] += `M${number(left)} ${number(above)}H${number(right)}V${number(bottom)}H${number(left)}Z`;
  }
  return paths
    .map((d, level) =>
      d === '' ? '' : element('path', { d, ...paint.fill(tone, 0.1 + (0.9 * (level + 1)) / cellTones) }),
    )
    .join('');
}

/** All dots of a panel as one path of round points. */
function drawDots(paint: Paint, map: Mapping, { x, y, tone, strength, size }: Of<'dots'>): string {
  const places = pixels(map, x, y).filter(
    ([px, py]) => px >= 0 && px <= map.width && py >= 0 && py <= map.height,
  );
  if (places.length === 0) return '';
  const d = places.map(([px, py]) => `M${number(px)} ${number(py)}h0`).join('');
  return element('path', {
    d,
    ...paint.stroke(tone, size ?? dotSize(places.length)),
    'stroke-opacity': strength,
    'stroke-linecap': 'round',
  });
}

/** Few dots are drawn larger. */
function dotSize(count: number): number {
  return Math.min(4, Math.max(1.8, 12 / Math.sqrt(count)));
}

function drawStrokes(paint: Paint, map: Mapping, { x, height, tone, strength }: Of<'strokes'>): string {
  const rise = number(-height * map.height);
  const places = Array.from(x, map.x).filter((at) => at >= 0 && at <= map.width);
  if (places.length === 0) return '';
  const d = places.map((at) => `M${number(at)} ${number(map.height)}v${rise}`).join('');
  return element('path', {
    d,
    ...paint.stroke(tone, 1),
    'stroke-opacity': strength === 1 ? undefined : strength,
  });
}

function drawRule(paint: Paint, map: Mapping, { axis, at, tone, dash, label }: Of<'rule'>): string {
  const place = axis === 'x' ? map.x(at) : map.y(at);
  const isSeen = place >= 0 && place <= (axis === 'x' ? map.width : map.height);
  if (!isSeen) return '';
  const d =
    axis === 'x' ? `M${number(place)} 0V${number(map.height)}` : `M0 ${number(place)}H${number(map.width)}`;
  const line = element('path', { d, ...paint.stroke(tone, lineWidth, dash) });
  if (label === undefined) return line;
  const room = measure(label) + 4;
  if (axis === 'y')
    return line + drawText(paint, label, { x: map.width - 4, y: place - 5, anchor: 'end', tone });
  const isRight = place + room <= map.width;
  if (!isRight && place < room) return line;
  const text = {
    x: isRight ? place + 4 : place - 4,
    y: fontSize - 2,
    tone,
    anchor: isRight ? 'start' : 'end',
  } as const;
  return line + drawText(paint, label, text);
}

/** A ring with a cross; further points have a square, then a diamond. */
function drawMarker(paint: Paint, map: Mapping, { x, y, tone, shape, label }: Of<'marker'>): string {
  const [cx, cy] = [map.x(x), map.y(y)];
  const isSeen = cx >= 0 && cx <= map.width && cy >= 0 && cy <= map.height;
  if (!isSeen) return '';
  const radius = Math.min(4, Math.max(2, Math.min(map.width, map.height) / 24));
  const sign = markerSign(paint, cx, cy, { tone, shape, radius });
  if (label === undefined) return sign;
  const isRight = cx + 8 + measure(label) <= map.width;
  const text = { x: isRight ? cx + 8 : cx - 8, y: cy - 7, tone, anchor: isRight ? 'start' : 'end' } as const;
  return sign + drawText(paint, label, text);
}

/** The sign of a point, in panels and in the legend. */
export function markerSign(
  paint: Paint,
  x: number,
  y: number,
  { tone, shape, radius: r }: { tone: Tone; shape: number; radius: number },
): string {
  const [left, top, side] = [number(x - r), number(y - r), number(2 * r)];
  const arc = `a${number(r)} ${number(r)} 0 1 0`;
  const outline = [
    `M${left} ${number(y)}${arc} ${side} 0${arc} ${number(-2 * r)} 0Z`,
    `M${left} ${top}h${side}v${side}h${number(-2 * r)}Z`,
    `M${left} ${number(y)}L${number(x)} ${top}L${number(x + r)} ${number(y)}L${number(x)} ${number(y + r)}Z`,
  ][shape % 3];
  const arm = 1.75 * r;
  const cross = `M${number(x - arm)} ${number(y)}h${number(2 * arm)}M${number(x)} ${number(y - arm)}v${number(2 * arm)}`;
  return element('path', { d: `${outline}${cross}`, ...paint.stroke(tone, 1.1) });
}

function pixels(map: Mapping, x: ArrayLike<number>, y: ArrayLike<number>): Pixel[] {
  return Array.from({ length: x.length }, (_, i) => [map.x(x[i] ?? 0), map.y(y[i] ?? 0)]);
}

function path(points: readonly Pixel[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`).join('');
}
