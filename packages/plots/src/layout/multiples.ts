import { must } from '../errors.ts';
import type { Frame, Scale } from '../figure.ts';
import { widestLabel } from '../scale.ts';
import { measure } from '../text/measure.ts';
import { words } from '../text/text.ts';
import { axisHeight, edge, leastPanel } from './pairLayout.ts';

/** Space between panels beside one another, and under one without an axis. */
const gap = 14;

export interface MultiplesShape {
  readonly count: number;
  /** Panels beside one another. */
  readonly columns: number;
  readonly width: number;
  /** As asked for; undefined: as the panels need. */
  readonly height: number | undefined;
  readonly panelHeight: number | 'square';
  /** Room above all panels, and above each for its caption. */
  readonly top: number;
  readonly caption: number;
  /** Room for an upright axis. */
  readonly side: number;
  /** Whether panels share their scales: then only the outer ones have axes. */
  readonly isShared: boolean;
}

/** Panels of one size in rows. */
export interface Multiples {
  readonly height: number;
  readonly frame: (index: number) => Frame;
  readonly cell: (index: number) => readonly [row: number, column: number];
  /** Whether a panel has an upright axis at its left, and one under it. */
  readonly isLeft: (index: number) => boolean;
  readonly isBottom: (index: number) => boolean;
}

/** Places panels in rows from the upper left, as large as the figure allows. */
export function multiples(shape: MultiplesShape, where: string): Multiples {
  const { count, columns, width, top, caption, side, isShared } = shape;
  const rows = Math.ceil(count / columns);
  const isLeft = (index: number): boolean => !isShared || index % columns === 0;
  const isBottom = (index: number): boolean => !isShared || index + columns >= count;
  const under = Array.from({ length: rows }, (_, row) => {
    const hasAxis = isBottom(Math.min(count - 1, (row + 1) * columns - 1));
    return hasAxis ? axisHeight + (row < rows - 1 ? 12 : 0) : gap - 4;
  });
  const sides = isShared ? side : columns * side;
  const across = (width - 2 * edge - sides - (columns - 1) * gap) / columns;
  const outside = under.reduce((sum, room) => sum + room, 0) + rows * caption + edge;
  const natural = shape.panelHeight === 'square' ? across : shape.panelHeight;
  const down = shape.height === undefined ? natural : (shape.height - top - outside) / rows;
  const height = shape.height ?? Math.ceil(top + outside + rows * natural);
  const rule = `give each panel ${leastPanel} pixels`;
  must(Math.min(across, down) >= leastPanel, 'width and height', rule, `${width} × ${height}`, where);
  const cell = (index: number): readonly [number, number] => [Math.floor(index / columns), index % columns];
  const frame = (index: number): Frame => {
    const [row, column] = cell(index);
    const above = under.slice(0, row).reduce((sum, room) => sum + room + caption + down, 0);
    const before = isShared ? side : (column + 1) * side;
    return [edge + before + column * (across + gap), top + above + caption, across, down];
  };
  return { height, frame, cell, isLeft, isBottom };
}

/** Room that upright axes take with their numbers and labels, and where their labels begin. */
export function uprightRoom(scales: readonly Scale[]): { side: number; labelOffset: number } {
  const numbers = scales.flatMap((scale) => scale.ticks.map((tick) => measure(words(tick.label))));
  const labels = scales.map(({ label }) => measure(label ?? []));
  const widest = Math.max(0, ...labels);
  const labelOffset = 15 + Math.max(0, ...numbers);
  return { side: Math.ceil(labelOffset + (widest > widestLabel ? 14 : widest)), labelOffset };
}
