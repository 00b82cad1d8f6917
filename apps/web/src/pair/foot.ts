import { make } from './elements.ts';
import type { PairModel } from './pairModel.ts';
import { brushWords, countWords, firstOf } from './words.ts';

/** What can be done, in the words of a finger or of a mouse. */
const hint = (): string =>
  matchMedia('(hover: none)').matches
    ? 'Tap a panel to enlarge it, drag across it to keep a range.'
    : 'Drag across a panel to keep a range.';

/** The line below the picture: which draws are left, and for each range a button that clears it. */
export class Foot {
  readonly element: HTMLElement = make('div', { className: 'foot' });
  readonly #words = make('p', { role: 'status' });
  readonly #ranges = make('div', { className: 'chips' });
  readonly #clear: (column: number) => void;

  /** @param clear takes away the range of a parameter */
  constructor(clear: (column: number) => void) {
    this.#clear = clear;
    this.element.append(this.#words, this.#ranges);
  }

  show(model: PairModel): void {
    const first = firstOf(model.binned());
    const hasRange = model.brushes.length > 0;
    const words = hasRange && first ? `${countWords(first)} where` : hint();
    if (this.#words.textContent !== words) this.#words.textContent = words;
    const texts = model.brushes.map((brush) => brushWords(brush, model));
    const chips = [...this.#ranges.children] as HTMLElement[];
    // A button that stays keeps the focus.
    for (const [i, text] of texts.entries()) {
      const chip =
        chips[i] ?? this.#ranges.appendChild(make('button', { type: 'button', className: 'chip' }));
      chip.textContent = `${text} ×`;
      chip.ariaLabel = `Clear ${text}`;
      const column = model.brushes[i]?.column as number;
      chip.onclick = () => this.#clear(column);
    }
    for (const chip of chips.slice(texts.length)) chip.remove();
  }
}
