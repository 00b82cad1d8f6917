import type { Key, NoteLine, Notes, Tone } from '../figure.ts';
import { plainText } from '../text/text.ts';
import { type Canvas, write } from './canvas.ts';
import { dotSign, pointSigns } from './marks.ts';

/** A piece of a line with its tone. */
interface Piece {
  readonly text: string;
  readonly tone: Tone | undefined;
}

/** Legend and numbers as lines of characters. */
export interface NoteText {
  readonly lines: readonly (readonly Piece[])[];
  readonly width: number;
}

/** Lays lines of notes; legends that are wider than the page are broken. */
export function layNotes({ lines }: Notes, columns: number): NoteText {
  const widths = columnWidths(lines);
  const laid = lines.flatMap((line) =>
    line.type === 'keys' ? keyLines(line.keys, columns) : [pieces(line, widths)],
  );
  const width = Math.max(0, ...laid.map(widthOf));
  return { lines: laid, width };
}

export function writeNotes(canvas: Canvas, notes: NoteText, column: number, row: number): void {
  for (const [i, line] of notes.lines.entries()) {
    let at = column;
    for (const { text, tone } of line) {
      write(canvas, text, at, row + i, tone);
      at += text.length;
    }
  }
}

function pieces(line: Exclude<NoteLine, { type: 'keys' }>, widths: readonly number[]): Piece[] {
  if (line.type === 'space') return [];
  if (line.type === 'text') return [{ text: plain(plainText(line.text)), tone: 'axis' }];
  return line.cells.map((cell, k) => {
    const text = plain(plainText(cell));
    const padding = ' '.repeat((widths[k] ?? 0) - text.length);
    return { text: k === 0 ? text + padding : `  ${padding}${text}`, tone: line.tones[k] };
  });
}

function keyLines(keys: readonly Key[], columns: number): Piece[][] {
  const rows: Piece[][] = [];
  for (const key of keys) {
    const row = rows.at(-1);
    const longer = [...(row ?? []), blank(2), ...keyPieces(key)];
    if (row !== undefined && widthOf(longer) <= columns) rows[rows.length - 1] = longer;
    else rows.push(keyPieces(key));
  }
  return rows;
}

function widthOf(line: readonly Piece[]): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

function keyPieces(key: Key): Piece[] {
  return [
    { text: sign(key), tone: key.tone },
    blank(1),
    { text: plain(plainText(key.label)), tone: undefined },
  ];
}

/** The dots a region is drawn with, the line of a sample set, or the sign of a point. */
function sign({ sign: kind, style, strength }: Key): string {
  if (kind === 'marker') return pointSigns[style % pointSigns.length] ?? '◆';
  if (kind === 'dot') return dotSign;
  if (kind === 'line' || style >= 0) return style > 0 ? '╌╌' : '──';
  return strength > 0.5 ? '⣿⣿' : strength > 0.3 ? '⢕⢕' : '⠅⠅';
}

function columnWidths(lines: readonly NoteLine[]): number[] {
  const rows = lines.flatMap((line) => (line.type === 'cells' ? [line.cells] : []));
  const count = Math.max(0, ...rows.map((cells) => cells.length));
  return Array.from({ length: count }, (_, k) =>
    Math.max(...rows.map((cells) => plain(plainText(cells[k] ?? [])).length)),
  );
}

/** Spaces of all widths as one column. */
function plain(text: string): string {
  return text.replace(/[\u2007\u2008\u00a0]/g, ' ');
}

function blank(count: number): Piece {
  return { text: ' '.repeat(count), tone: undefined };
}
