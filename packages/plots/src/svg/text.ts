import type { Tone } from '../figure.ts';
import { fontSize, shiftDrop, shiftRise, shiftScale } from '../text/measure.ts';
import type { Text } from '../text/text.ts';
import type { Paint } from './paint.ts';
import { element, escapeXml } from './write.ts';

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly tone?: Tone;
  /** Turned to be read upwards. */
  readonly isUpright?: boolean;
}

/** A line of text, its subscripts lowered and smaller. */
export function drawText(paint: Paint, text: Text, place: TextPlace): string {
  const { x, y, anchor = 'start', size = fontSize, tone = 'ink', isUpright = false } = place;
  let shift = 0;
  const runs = text.map((run) => {
    const target = run.shift === undefined ? 0 : (run.shift === 'sub' ? shiftDrop : -shiftRise) * size;
    const dy = target - shift;
    shift = target;
    if (dy === 0 && run.shift === undefined) return escapeXml(run.text);
    const small = run.shift === undefined ? undefined : size * shiftScale;
    return element('tspan', { dy, 'font-size': small }, escapeXml(run.text));
  });
  return element(
    'text',
    {
      x,
      y,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      'font-size': size === fontSize ? undefined : size,
      transform: isUpright ? `rotate(-90 ${Math.round(x)} ${Math.round(y)})` : undefined,
      ...(tone === 'ink' ? {} : paint.fill(tone)),
    },
    runs.join(''),
  );
}
