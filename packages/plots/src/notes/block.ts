import type { Key, NoteLine } from '../figure.ts';
import { lineHeight, measure } from '../text/measure.ts';

/** Notes before they have a place. */
export interface Block {
  readonly columns: readonly number[];
  readonly lines: readonly NoteLine[];
  readonly width: number;
  readonly height: number;
}

/** Side of a legend's sign, the space after it, and between two entries, in pixels. */
export const keySize = 14;
export const keyGap = 5;
export const entryGap = 12;
/** Space between columns of numbers. */
const columnGap = 14;

/** Measures lines: where their columns end, and how much room they take. */
export function block(lines: readonly NoteLine[]): Block {
  const columns = columnEnds(lines);
  const widths = lines.map((line) => {
    if (line.type === 'keys') return keysWidth(line.keys);
    if (line.type === 'space') return 0;
    return line.type === 'text' ? measure(line.text) : (columns[line.cells.length - 1] ?? 0);
  });
  const height = lines.reduce((sum, line) => sum + heightOf(line), 0);
  return { columns, lines, width: Math.max(0, ...widths), height };
}

/** Height of one line. */
export function heightOf(line: NoteLine): number {
  return line.type === 'space' ? lineHeight / 2 : lineHeight;
}

/** Width of a row of legend entries. */
function keysWidth(keys: readonly Key[]): number {
  return keys.reduce((width, key) => width + keyWidth(key) + entryGap, -entryGap);
}

/** Legend entries in lines no longer than a width. */
export function flow(keys: readonly Key[], width: number): NoteLine[] {
  const rows: Key[][] = [];
  for (const key of keys) {
    const row = rows.at(-1);
    if (row !== undefined && keysWidth([...row, key]) <= width) row.push(key);
    else rows.push([key]);
  }
  return rows.map((row) => ({ type: 'keys', keys: row }));
}

/** Width of one entry, sign and label. */
export function keyWidth(key: Key): number {
  return keySize + keyGap + measure(key.label);
}

/** Right edge of each column: as wide as its widest cell. */
function columnEnds(lines: readonly NoteLine[]): number[] {
  const ends: number[] = [];
  const rows = lines.flatMap((line) => (line.type === 'cells' ? [line.cells] : []));
  const count = Math.max(0, ...rows.map((cells) => cells.length));
  for (let k = 0; k < count; k++) {
    const widest = Math.max(...rows.map((cells) => measure(cells[k] ?? [])));
    ends.push((ends[k - 1] ?? -columnGap) + columnGap + widest);
  }
  return ends;
}
