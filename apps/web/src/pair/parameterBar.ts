import { formatName } from '@sbi/plots';
import { make } from './elements.ts';
import type { PairModel } from './pairModel.ts';

/** Which parameters are shown, and how much of their axes. */
export class ParameterBar {
  readonly element: HTMLElement = make('div', { className: 'bar' });
  readonly #chips = make('div', { className: 'chips' });
  readonly #whole = make('button', { type: 'button', className: 'chip', textContent: 'Whole prior' });

  constructor(toggle: (index: number) => void, toggleWhole: () => void) {
    this.#chips.role = 'group';
    this.#chips.ariaLabel = 'Parameters shown';
    this.#chips.onclick = ({ target }) => {
      const index = (target as HTMLElement).dataset['index'];
      if (index !== undefined) toggle(Number(index));
    };
    this.#whole.onclick = toggleWhole;
    // Whoever holds the picture adds buttons of its own.
    const more = make('div', { className: 'chips tools' }, make('slot', { name: 'tools' }), this.#whole);
    this.element.append(this.#chips, more);
  }

  show({ names, shown, isWhole, limits }: PairModel): void {
    if (this.#chips.childElementCount !== names.length)
      this.#chips.replaceChildren(...names.map(() => make('button', { type: 'button', className: 'chip' })));
    for (const [i, chip] of [...this.#chips.children].entries()) {
      (chip as HTMLElement).dataset['index'] = String(i);
      chip.textContent = formatName(names[i] as string);
      chip.ariaPressed = String(shown.includes(i));
    }
    this.#chips.hidden = names.length < 2;
    this.#whole.ariaPressed = String(isWhole);
    this.#whole.hidden = !limits.some((ends) => ends.every(Number.isFinite));
  }
}
