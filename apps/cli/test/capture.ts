import type { Output } from '../src/screen.ts';

/** A stream that remembers what was written. */
export class Capture implements Output {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  text = '';

  constructor(terminal?: { readonly columns: number }) {
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns;
  }

  write(text: string): void {
    this.text += text;
  }
}
