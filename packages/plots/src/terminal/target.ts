import type { Mark, Tone } from '../figure.ts';
import { type Canvas, setDot } from './canvas.ts';

/** Where a panel stands on the page, in characters. */
export interface Box {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export type Of<Kind extends Mark['type']> = Extract<Mark, { type: Kind }>;

/** A panel on the page: data in, dots out. */
export interface Target {
  readonly canvas: Canvas;
  readonly box: Box;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Densities of dots: a quarter, a half, all; each among the dots of the next. */
export function isInked(x: number, y: number, density: number): boolean {
  if (density === 0) return x % 2 === 0 && y % 2 === 0;
  return density > 1 || (x + y) % 2 === 0;
}

export function put(target: Target, x: number, y: number, tone: Tone): void {
  const { box, canvas } = target;
  if (x >= 0 && y >= 0 && x < box.width * 2 && y < box.height * 4)
    setDot(canvas, box.column * 2 + x, box.row * 4 + y, tone);
}

export function dot(target: Target, x: number, y: number, tone: Tone): void {
  put(target, Math.floor(target.x(x)), Math.floor(target.y(y)), tone);
}
