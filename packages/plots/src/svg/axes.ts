import type { Panel, Scale } from '../figure.ts';
import { clampCentre, position, widestLabel } from '../scale.ts';
import { fontSize, measure } from '../text/measure.ts';
import { words } from '../text/text.ts';
import type { Paint } from './paint.ts';
import { drawText } from './text.ts';
import { element, number } from './write.ts';

const tickLength = 4;
/** From the axis down to the feet of its numbers and of its label. */
const numberDrop = tickLength + 13;
const labelDrop = 33;

/** The panel's lines, ticks, numbers and labels, around its frame. */
export function drawAxes(paint: Paint, panel: Panel): string {
  return drawAcross(paint, panel) + drawUpright(paint, panel);
}

function drawAcross(paint: Paint, { frame, x }: Panel): string {
  const [left, top, width, height] = frame;
  const bottom = top + height;
  const isOuter = x.side === 'bottom';
  const places = x.ticks.map((tick) => left + position(x, tick.at) * width);
  const ticks = isOuter
    ? places.map((place) => `M${number(place)} ${number(bottom)}v${tickLength}`).join('')
    : '';
  const d = `M${number(left)} ${number(bottom)}h${number(width)}${ticks}`;
  const line = element('path', { d, ...paint.stroke(isOuter ? 'axis' : 'faint', 1) });
  if (!isOuter) return line;
  const numbers = x.ticks.map((tick, i) => {
    const text = words(tick.label);
    const centre = left + clampCentre((places[i] ?? 0) - left, measure(text), width);
    return drawText(paint, text, { x: centre, y: bottom + numberDrop, anchor: 'middle', tone: 'axis' });
  });
  const label = drawText(paint, x.label ?? [], {
    x: left + width / 2,
    y: bottom + labelDrop,
    anchor: 'middle',
  });
  return line + numbers.join('') + (x.label === undefined ? '' : label);
}

function drawUpright(paint: Paint, panel: Panel): string {
  const { frame, y } = panel;
  const [left, top, width, height] = frame;
  if (y.side === undefined) return y.ticks.length === 0 ? '' : faintSide(paint, frame);
  const isRight = y.side === 'right';
  const edge = isRight ? left + width : left;
  const out = isRight ? 1 : -1;
  const places = y.ticks.map((tick) => top + (1 - position(y, tick.at)) * height);
  const ticks = places.map((place) => `M${number(edge)} ${number(place)}h${out * tickLength}`).join('');
  const line = element('path', {
    d: `M${number(edge)} ${number(top)}v${number(height)}${ticks}`,
    ...paint.stroke('axis', 1),
  });
  const anchor = isRight ? 'start' : 'end';
  const numbers = y.ticks.map((tick, i) => {
    const centre = Math.min(top + height - 4.5, Math.max(top + 4.5, places[i] ?? 0));
    const place = {
      x: edge + out * (tickLength + 3),
      y: centre + fontSize * 0.36,
      anchor,
      tone: 'axis',
    } as const;
    return drawText(paint, words(tick.label), place);
  });
  return (
    line +
    numbers.join('') +
    uprightLabel(
      paint,
      y,
      edge + out * (y.labelOffset ?? tickLength + 11 + widest(y)),
      top + height / 2,
      anchor,
    )
  );
}

/** An inner panel's hairline where its neighbour's axis would be. */
function faintSide(paint: Paint, [left, top, width, height]: Panel['frame']): string {
  const d = `M${number(left + width)} ${number(top)}v${number(height)}`;
  return element('path', { d, ...paint.stroke('faint', 1) });
}

function widest(scale: Scale): number {
  return Math.max(0, ...scale.ticks.map((tick) => measure(words(tick.label))));
}

function uprightLabel(paint: Paint, { label }: Scale, x: number, y: number, anchor: 'start' | 'end'): string {
  if (label === undefined) return '';
  if (measure(label) <= widestLabel) return drawText(paint, label, { x, y: y + fontSize * 0.36, anchor });
  const at = anchor === 'start' ? x + fontSize * 0.8 : x - fontSize * 0.2;
  return drawText(paint, label, { x: Math.round(at), y: Math.round(y), anchor: 'middle', isUpright: true });
}
