import type { Key, NoteLine, Notes } from '../figure.ts';
import { entryGap, heightOf, keyGap, keySize, keyWidth } from '../notes/block.ts';
import { fontSize, lineHeight } from '../text/measure.ts';
import { markerSign } from './marks.ts';
import type { Paint } from './paint.ts';
import { drawText } from './text.ts';
import { element, number } from './write.ts';

/** Legend and numbers, line under line. */
export function drawNotes(paint: Paint, { frame, columns, lines }: Notes): string {
  const [left, top] = frame;
  let y = top;
  const drawn = lines.map((line) => {
    const text = drawLine(paint, line, columns, left, y);
    y += heightOf(line);
    return text;
  });
  return drawn.join('');
}

function drawLine(
  paint: Paint,
  line: NoteLine,
  columns: readonly number[],
  left: number,
  top: number,
): string {
  const y = top + lineHeight - 4;
  if (line.type === 'space') return '';
  if (line.type === 'text') return drawText(paint, line.text, { x: left, y, tone: 'axis' });
  if (line.type === 'keys') return drawKeys(paint, line.keys, left, y);
  return line.cells
    .map((cell, k) => {
      if (cell.length === 0) return '';
      const anchor = k === 0 ? 'start' : 'end';
      const x = k === 0 ? left : left + (columns[k] ?? 0);
      return drawText(paint, cell, { x, y, anchor, tone: line.tones[k] ?? 'ink' });
    })
    .join('');
}

function drawKeys(paint: Paint, keys: readonly Key[], left: number, y: number): string {
  let x = left;
  return keys
    .map((key) => {
      const sign = drawSign(paint, key, x, y - fontSize * 0.36);
      const text = drawText(paint, key.label, { x: x + keySize + keyGap, y });
      x += keyWidth(key) + entryGap;
      return sign + text;
    })
    .join('');
}

/** A sign of the legend, `y` its middle. */
function drawSign(paint: Paint, key: Key, x: number, y: number): string {
  if (key.sign === 'marker')
    return markerSign(paint, x + keySize / 2, y, { tone: key.tone, shape: key.style, radius: 4 });
  if (key.sign === 'dot') {
    const d = `M${number(x + keySize / 2)} ${number(y)}h0`;
    return element('path', { d, ...paint.stroke(key.tone, 5), 'stroke-linecap': 'round' });
  }
  if (key.sign === 'line') {
    const d = `M${number(x)} ${number(y)}h${keySize}`;
    return element('path', { d, ...paint.stroke(key.tone, 1.5, key.style) });
  }
  const box = { x, y: y - 5, width: keySize, height: 10 };
  const outline = key.style < 0 ? {} : { ...paint.stroke(key.tone, 1, key.style) };
  const area = element('rect', { ...box, ...paint.fill(key.tone, key.strength) });
  return key.style < 0 ? area : area + element('rect', { ...box, ...outline });
}
