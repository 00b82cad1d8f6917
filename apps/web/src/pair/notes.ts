import { formatName } from '@sbi/plots';
import { make } from './elements.ts';
import type { BinnedSet, PairModel } from './pairModel.ts';
import { countWords, firstOf, numbersOf } from './words.ts';

/** How many draws, the table of numbers, and what signs mean: text beside the picture. */
export class Notes {
  readonly element: HTMLElement = make('div', { className: 'notes' });
  readonly #key = make('ul', { className: 'key' });
  readonly #count = make('p', { className: 'count' });
  readonly #body = make('tbody');
  #keyed = '';

  constructor() {
    const head = make(
      'tr',
      {},
      ...['', 'median', '90 % interval'].map((words) => make(words ? 'th' : 'td', { textContent: words })),
    );
    for (const cell of head.querySelectorAll('th')) cell.scope = 'col';
    const table = make('table', {}, make('thead', {}, head), this.#body);
    this.element.append(this.#count, table, this.#key);
  }

  show(model: PairModel): void {
    const binned = model.binned();
    const first = firstOf(binned);
    this.element.hidden = first === undefined;
    if (first === undefined) return;
    write(this.#count, countWords(first));
    const lines = first.kept ? first.part?.lines : first.all.lines;
    for (const [i, index] of model.shown.entries()) {
      const row = this.#body.rows[i] ?? this.#addRow();
      const line = lines?.[index];
      const { median, interval } = line ? numbersOf(line) : { median: '–', interval: '–' };
      const words = [formatName(model.names[index] as string), median, interval];
      for (const [k, word] of words.entries()) write(row.cells[k] as HTMLElement, word);
    }
    while (this.#body.rows.length > model.shown.length) this.#body.deleteRow(-1);
    this.#showKeys(binned, model.points !== undefined);
  }

  #addRow(): HTMLTableRowElement {
    const name = make('th');
    name.scope = 'row';
    const row = make('tr', {}, name, make('td'), make('td'));
    this.#body.append(row);
    return row;
  }

  #showKeys(binned: readonly BinnedSet[], hasTruth: boolean): void {
    const keyed = JSON.stringify([hasTruth, binned.map(({ set }) => [set.label, set.isPrior])]);
    if (keyed === this.#keyed) return;
    this.#keyed = keyed;
    this.#key.replaceChildren(...setKeys(binned), ...(hasTruth ? [keyItem('truth', 'truth')] : []));
  }
}

function setKeys(binned: readonly BinnedSet[]): HTMLElement[] {
  const main = binned.filter(({ set }) => !set.isPrior);
  const regions =
    main.length === 0 ? [] : ['50', '80', '95 %'].map((words, i) => keyItem(`region-${i}`, words));
  const others = main.length < 2 ? [] : main.map(({ set }, i) => keyItem(`line draws-${i % 4}`, set.label));
  const priors = binned.filter(({ set }) => set.isPrior).map(({ set }) => keyItem('line prior', set.label));
  return [...regions, ...others, ...priors];
}

function keyItem(className: string, words: string): HTMLElement {
  const sign = make('span', { className: `sign ${className}` });
  return make('li', {}, sign, words);
}

/** Text that stays the same is left alone: a selection in it lives on. */
function write(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
