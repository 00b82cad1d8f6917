import type { Frame } from '../figure.ts';

/** Space between panels, in pixels; less where there are many. */
const gutter = 8;
/** Room at the figure's edge. */
export const edge = 8;
/** Room under a panel for numbers and label. */
export const axisHeight = 36;
/** Panels smaller than this show nothing. */
export const leastPanel = 16;

export interface PairShape {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly hasLower: boolean;
  readonly hasUpper: boolean;
  /** Room above the panels for title and legend. */
  readonly top: number;
  /** Room for the numbers of the upright axis, at the right, or at the left when there is a lower triangle. */
  readonly side: number;
  /** From the upright axis to its labels. */
  readonly labelOffset: number;
}

export interface PairLayout extends PairShape {
  /** Side of the square panels. */
  readonly size: number;
  readonly frame: (row: number, column: number) => Frame;
}

/** Square panels, as large as the figure allows, centred in it. */
export function pairLayout(shape: PairShape): PairLayout {
  const { count, width, height, top, side, hasLower } = shape;
  const space = count > 7 ? gutter - 3 : gutter;
  const across = width - 2 * edge - side - (count - 1) * space;
  const down = height - top - axisHeight - edge - (count - 1) * space;
  const size = Math.floor(Math.min(across, down) / count);
  const total = count * size + (count - 1) * space;
  const left = Math.floor((width - total - side) / 2) + (hasLower ? side : 0);
  const first = top + Math.max(0, Math.floor((height - top - axisHeight - edge - total) / 2));
  const frame = (row: number, column: number): Frame => [
    left + column * (size + space),
    first + row * (size + space),
    size,
    size,
  ];
  return { ...shape, size, frame };
}

/**
 * The free place for a block of notes in the empty triangle: at its outer corner, clear of the panels and their axes.
 * Undefined when it does not fit.
 */
export function placeNotes(layout: PairLayout, width: number, height: number): Frame | undefined {
  if (layout.hasLower && layout.hasUpper) return undefined;
  return layout.hasLower ? placeUpper(layout, width, height) : placeLower(layout, width, height);
}

function placeLower(layout: PairLayout, width: number, height: number): Frame | undefined {
  const left = layout.frame(0, 0)[0];
  const bottom = layout.height - edge;
  for (let column = layout.count - 1; column >= 0; column--) {
    const [columnLeft, panelTop, , size] = layout.frame(column, column);
    const spans = columnLeft - edge < left + width;
    const lowest = panelTop + size + axisHeight + edge;
    if (spans && column === layout.count - 1) return undefined;
    if (spans) return bottom - height >= lowest ? [left, bottom - height, width, height] : undefined;
  }
  return undefined;
}

function placeUpper(layout: PairLayout, width: number, height: number): Frame | undefined {
  const [lastLeft, , size] = layout.frame(0, layout.count - 1);
  const left = lastLeft + size - width;
  const top = layout.top;
  for (let column = 0; column < layout.count; column++) {
    const [columnLeft, panelTop, panel] = layout.frame(column, column);
    const spans = columnLeft + panel + edge > left;
    if (spans) return column > 0 && top + height + edge <= panelTop ? [left, top, width, height] : undefined;
  }
  return undefined;
}
