import type { Tone } from '../figure.ts';
import { visible } from '../text/text.ts';

/** A page of characters, each with a tone, and of 2 × 4 dots a character. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly characters: string[];
  readonly bits: Uint8Array;
  readonly tones: (Tone | undefined)[];
}

/** Bits of the dots of a braille sign, by row and column. */
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

export function makeCanvas(columns: number, rows: number): Canvas {
  const size = columns * rows;
  return {
    columns,
    rows,
    characters: Array.from({ length: size }, () => ''),
    bits: new Uint8Array(size),
    tones: Array.from({ length: size }, () => undefined),
  };
}

/** Sets one dot; x counts half characters, y quarters. */
export function setDot(canvas: Canvas, x: number, y: number, tone: Tone): void {
  const [column, row] = [x >> 1, y >> 2];
  if (column < 0 || row < 0 || column >= canvas.columns || row >= canvas.rows) return;
  const cell = row * canvas.columns + column;
  canvas.bits[cell] = (canvas.bits[cell] ?? 0) | (dotBits[y & 3]?.[x & 1] ?? 0);
  canvas.tones[cell] = tone;
}

/** Writes text from left to right over what is there; what does not fit on the page is cut. */
export function write(canvas: Canvas, text: string, column: number, row: number, tone?: Tone): void {
  if (row < 0 || row >= canvas.rows) return;
  for (const [i, letter] of [...visible(text)].entries()) {
    if (column + i < 0 || column + i >= canvas.columns) continue;
    canvas.characters[row * canvas.columns + column + i] = letter;
    canvas.tones[row * canvas.columns + column + i] = tone;
  }
}

/** Whether nothing is drawn or written in a part of the page. */
export function isFree(canvas: Canvas, column: number, row: number, width: number, height: number): boolean {
  for (let r = Math.max(0, row); r < Math.min(canvas.rows, row + height); r++) {
    for (let c = Math.max(0, column); c < Math.min(canvas.columns, column + width); c++) {
      if (characterAt(canvas, r * canvas.columns + c) !== ' ') return false;
    }
  }
  return true;
}

/** The page as lines of text, with colours if wanted, without spaces at the ends of lines. */
export function print(canvas: Canvas, hasColour: boolean): string {
  const lines = Array.from({ length: canvas.rows }, (_, row) => printRow(canvas, row, hasColour));
  while (lines.at(-1) === '') lines.pop();
  return `${lines.join('\n')}\n`;
}

function printRow(canvas: Canvas, row: number, hasColour: boolean): string {
  let line = '';
  let open: string | undefined;
  let pending = '';
  for (let column = 0; column < canvas.columns; column++) {
    const cell = row * canvas.columns + column;
    const character = characterAt(canvas, cell);
    if (character === ' ') {
      pending += ' ';
      continue;
    }
    const code = hasColour ? colourCode(canvas.tones[cell]) : undefined;
    const change = code === open ? '' : `${open === undefined ? '' : reset}${code ?? ''}`;
    line += pending + change + character;
    open = code;
    pending = '';
  }
  return open === undefined ? line : line + reset;
}

function characterAt(canvas: Canvas, cell: number): string {
  const bits = canvas.bits[cell] ?? 0;
  return canvas.characters[cell] || (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits));
}

const reset = '\u001b[0m';
/** Nearest of the 256 colours that terminals share, readable on light and dark. */
const drawsCodes = [32, 36, 175, 74];
const pointCodes = [202, 178, 245];

function colourCode(tone: Tone | undefined): string | undefined {
  if (tone === undefined || tone === 'ink') return undefined;
  if (tone === 'axis' || tone === 'faint') return '\u001b[38;5;244m';
  const [kind, index] = tone.split('-');
  const codes = kind === 'draws' ? drawsCodes : pointCodes;
  return `\u001b[38;5;${codes[Number(index) % codes.length]}m`;
}
