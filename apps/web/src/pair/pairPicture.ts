import { formatName } from '@sbi/plots';
import { axisTexts } from './axisTexts.ts';
import { make } from './elements.ts';
import { enlargedLayout, type Layout, type PanelBox, pairLayout } from './layout.ts';
import type { Notes } from './notes.ts';
import { paintPairs } from './paint.ts';
import type { PairModel } from './pairModel.ts';
import { type Palette, readPalette } from './palette.ts';
import { panelCells } from './panelCells.ts';
import { panelWords } from './words.ts';

/** For whoever comes by keyboard. */
const helpOfKeys =
  'Arrow keys go from panel to panel. With Shift they keep a range of draws and move it; plus and minus widen and ' +
  'narrow it. Enter enlarges a panel, the space bar reads values, Escape ends what was begun last.';

/** The picture itself: one canvas, the numbers on its axes, and a grid of panels over both for focus and pointer. */
export class PairPicture {
  readonly plot: HTMLElement = make('div', { className: 'plot' });
  readonly grid: HTMLElement = make('div', { className: 'grid' });
  layout: Layout = { height: 0, panels: [], notes: undefined };
  width = 0;
  readonly #canvas = make('canvas');
  readonly #texts = make('div', { className: 'texts' });
  readonly #probe = make('span', { className: 'probe' });
  readonly #notes: Notes;
  #palette: Palette | undefined;
  #texted = '';

  constructor(notes: Notes) {
    this.#notes = notes;
    this.#canvas.ariaHidden = 'true';
    this.grid.role = 'grid';
    const help = make('p', { id: 'help', hidden: true, textContent: helpOfKeys });
    this.grid.setAttribute('aria-describedby', help.id);
    this.plot.append(this.#probe, this.#canvas, this.#texts, this.grid, help);
  }

  /** The colours are to be read anew. */
  forgetColours(): void {
    this.#palette = undefined;
  }

  /** Places panels, numbers and words: when the room, or what is shown, has changed. */
  arrange(model: PairModel, width: number, tallest: number): void {
    this.width = width;
    const { element } = this.#notes;
    element.classList.remove('inside');
    element.style.removeProperty('width');
    const room = { width, tallest, notesWidth: element.offsetWidth, notesHeight: element.offsetHeight };
    const { enlarged } = model;
    this.layout = enlarged
      ? enlargedLayout(enlarged.column, enlarged.row, room)
      : pairLayout(model.shown, room);
    this.plot.style.height = `${this.layout.height}px`;
    this.plot.classList.toggle('large', enlarged !== undefined);
    const { notes } = this.layout;
    if (notes) {
      element.classList.add('inside');
      element.style.translate = `${notes.left}px ${notes.top}px`;
    } else element.style.removeProperty('translate');
    this.#replaceCells(model);
    this.#texted = '';
  }

  /** New panels, with the focus where it was. */
  #replaceCells(model: PairModel): void {
    const root = this.grid.getRootNode() as ShadowRoot;
    const focused = root.activeElement;
    const hadFocus = this.grid.contains(focused);
    const { column, row } = this.grid.querySelector<HTMLElement>('.panel[tabindex="0"]')?.dataset ?? {};
    this.grid.replaceChildren(...panelCells(this.layout, model));
    const cell = this.cellOf(Number(column), Number(row)) ?? this.grid.querySelector<HTMLElement>('.panel');
    if (cell) cell.tabIndex = 0;
    if (hadFocus) cell?.focus({ preventScroll: true });
  }

  paint(model: PairModel): void {
    const { width, layout } = this;
    const texted = JSON.stringify([
      layout.panels.map(({ column }) => model.frame(column)),
      model.points?.join(),
    ]);
    if (texted !== this.#texted) this.#texts.replaceChildren(...axisTexts(layout, model, width));
    this.#texted = texted;
    const scale = devicePixelRatio;
    const [wide, high] = [Math.round(width * scale), Math.round(layout.height * scale)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, layout.height);
    this.#palette ??= readPalette(this.#probe);
    paintPairs(context, layout, model, this.#palette);
  }

  /** Says of every panel what it shows. */
  describe(model: PairModel): void {
    const names = model.shown.map((index) => formatName(model.names[index] as string));
    this.grid.ariaLabel = `Pair plot of ${names.join(', ')}`;
    for (const { column, row } of this.layout.panels) {
      const cell = this.cellOf(column, row);
      if (!cell) continue;
      cell.ariaLabel = panelWords(model, column, row);
      cell.ariaSelected = String(model.brushes.some((b) => b.column === column || b.column === row));
    }
  }

  cellOf(column: number, row: number): HTMLElement | null {
    return this.grid.querySelector(`.panel[data-column="${column}"][data-row="${row}"]`);
  }

  /** The panel that an element is; none where the element is its button. */
  boxOf(target: EventTarget | null): PanelBox | undefined {
    const { column, row } = target instanceof HTMLElement ? target.dataset : {};
    return this.layout.panels.find((box) => box.column === Number(column) && box.row === Number(row));
  }

  focus(column: number, row: number): void {
    this.cellOf(column, row)?.focus();
  }

  /** Makes the panel with the focus the one where Tab comes back to. */
  enter(target: Element): void {
    const cell = target.closest<HTMLElement>('.panel');
    if (cell === null) return;
    for (const other of this.grid.querySelectorAll<HTMLElement>('.panel')) other.tabIndex = -1;
    cell.tabIndex = 0;
  }
}
