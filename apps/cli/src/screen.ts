import pc from 'picocolors';
import { wrap } from './wrap.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** The part of a terminal's stream that is used. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ScreenOptions {
  /** Where sentences go; stderr where stdout carries data. */
  readonly output: Output;
  /** Where warnings go when nothing else is said. */
  readonly errors: Output;
  /** Say nothing but warnings. */
  readonly quiet?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const WIDEST = 120;
const CLEAR_LINE = '\r\u001b[2K';

/** What a person reads: sentences, and on a terminal one line at the bottom that is drawn anew. */
export class Screen {
  /** From 40 to 120; 80 where there is no window. */
  readonly columns: number;
  readonly colors: Colors;
  /** Whether a line may be drawn over. */
  readonly live: boolean;
  readonly quiet: boolean;
  private readonly output: Output;
  private readonly errors: Output;
  private bottom = '';

  constructor({ output, errors, quiet = false, env = process.env }: ScreenOptions) {
    const capable = output.isTTY === true && env['TERM'] !== 'dumb';
    this.output = output;
    this.errors = errors;
    this.quiet = quiet;
    this.live = capable && !quiet;
    this.columns = Math.min(WIDEST, Math.max(40, (output.isTTY && output.columns) || 80));
    this.colors = pc.createColors(!env['NO_COLOR'] && (capable || Boolean(env['FORCE_COLOR'])));
  }

  /** Writes one line, or several, for good. */
  line(text = ''): void {
    if (this.quiet) return;
    if (this.bottom === '') this.output.write(`${text}\n`);
    else this.output.write(`${CLEAR_LINE}${text}\n${this.bottom}\r`);
  }

  /** Writes a text in lines no wider than the window. */
  paragraph(text: string, indent = ''): void {
    for (const line of wrap(text, this.columns - indent.length)) this.line(indent + line);
  }

  /** Writes a text as one of a list: a dash, and its lines in one column. */
  item(text: string): void {
    wrap(text, this.columns - 4).forEach((line, i) => {
      this.line(`${i === 0 ? '  – ' : '    '}${line}`);
    });
  }

  /** Something to know before trusting the result: said even when quiet, then on stderr. */
  warn(text: string): void {
    if (this.quiet) this.errors.write(`sbi: ${text}\n`);
    wrap(text, this.columns - 2).forEach((line, i) => {
      this.line(`${i === 0 ? this.colors.yellow('!') : ' '} ${line}`);
    });
  }

  /** Draws the bottom line anew; an empty text takes it away. Only where the screen is live. */
  draw(text: string): void {
    if (!this.live || text === this.bottom) return;
    // One write, so that no frame shows an empty line; the cursor rests at its beginning, where a ^C does no harm.
    this.output.write(text === '' ? CLEAR_LINE : `\r${text}\u001b[K\r`);
    this.bottom = text;
  }
}
