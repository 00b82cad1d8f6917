import type { PanelBox } from './layout.ts';
import type { Range } from './pairSet.ts';

/** A panel on a canvas, and the places of numbers in it. */
export interface PaintSpace {
  readonly context: CanvasRenderingContext2D;
  readonly box: PanelBox;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Where a value of the parameter across, or upwards, is in a panel, in pixels. */
export function placeX({ left, width }: PanelBox, [low, high]: Range): (value: number) => number {
  return (value) => left + ((value - low) / (high - low)) * width;
}

export function placeY({ top, height }: PanelBox, [low, high]: Range): (value: number) => number {
  return (value) => top + height - ((value - low) / (high - low)) * height;
}

/** Calls `paint` with everything outside the panel cut off; what it sets is undone. */
export function inside({ context, box }: PaintSpace, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  paint();
  context.restore();
}
