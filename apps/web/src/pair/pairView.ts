import { type BrushDrag, draggedBrushes, startDrag } from './brushDrag.ts';
import { withBrush } from './brushes.ts';
import { make } from './elements.ts';
import { Foot } from './foot.ts';
import { Hover } from './hover.ts';
import { narrow } from './layout.ts';
import { Notes } from './notes.ts';
import { PairModel } from './pairModel.ts';
import { PairPicture } from './pairPicture.ts';
import type { Brush, PairSet, Range } from './pairSet.ts';
import style from './pairView.css?inline';
import { PanelKeys } from './panelKeys.ts';
import { type PanelPoint, panelPoint } from './panelPoint.ts';
import { ParameterBar } from './parameterBar.ts';
import { listenToPointer, type PointerHears } from './pointing.ts';

type Panel = { readonly column: number; readonly row: number };

/** The share of the window's height that the picture may take, and a height in pixels that it may always have. */
const share = 0.86;
const least = 480;

/** How often numbers beside the picture change while it moves, in milliseconds: faster cannot be read. */
const readable = 120;

/**
 * `<sbi-pair-view>`: densities of one and of two parameters, to look at, read from, and condition with the pointer, a
 * finger, or the keyboard.
 *
 * Fires `brush` (detail: the brushes), `enlarge` (detail: the panel, or undefined) and `hover` (detail: what is read,
 * in words) and `shown` (detail: the parameters that have panels).
 */
export class PairView extends HTMLElement {
  readonly #model = new PairModel();
  readonly #bar = new ParameterBar(
    (index) => this.#toggle(index),
    () => this.#change({ isWhole: !this.#model.isWhole }),
  );
  readonly #notes = new Notes();
  readonly #foot = new Foot((column) => this.#clear(column));
  readonly #picture = new PairPicture(this.#notes);
  readonly #hover = new Hover();
  readonly #status = make('p', { className: 'readers' });
  readonly #keys: PanelKeys;
  #frame = 0;
  #words: ReturnType<typeof setTimeout> | undefined;
  #isArranged = false;
  #stop: AbortController | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    this.#status.role = 'status';
    const { plot, grid } = this.#picture;
    plot.append(this.#hover.element);
    const picture = make('div', { className: 'picture' }, plot, this.#notes.element);
    root.append(this.#bar.element, picture, this.#foot.element, this.#status);
    this.#keys = new PanelKeys(this.#model, {
      brush: (brushes) => this.#brush(brushes),
      clear: () => this.#clear(undefined),
      focus: (column, row) => this.#picture.focus(column, row),
      enlarge: (panel) => this.#enlarge(panel),
      read: (point) => this.#read(point, true),
    });
    listenToPointer(plot, (target) => this.#picture.boxOf(target), this.#pointerHears());
    grid.addEventListener('keydown', (event) => {
      const box = (event.target as Element).matches('.panel') && this.#picture.boxOf(event.target);
      if (box && this.#keys.press(box, event)) event.preventDefault();
    });
    grid.addEventListener('click', ({ target }) => this.#click(target as Element));
    grid.addEventListener('dblclick', () => this.#clear(undefined));
    grid.addEventListener('focusin', ({ target }) => this.#picture.enter(target as Element));
    grid.addEventListener('focusout', () => this.#read(undefined, true));
  }

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const resize = new ResizeObserver(() => this.#ask(true));
    resize.observe(this);
    signal.addEventListener('abort', () => resize.disconnect());
    addEventListener('resize', () => this.#ask(true), { signal });
    for (const query of [
      '(prefers-color-scheme: dark)',
      '(forced-colors: active)',
      `(resolution: ${devicePixelRatio}dppx)`,
    ]) {
      matchMedia(query).addEventListener('change', () => this.#recolour(), { signal });
    }
    this.#ask(true);
  }

  disconnectedCallback(): void {
    this.#stop?.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#words);
    this.#frame = 0;
    this.#words = undefined;
  }

  /** The parameters, in the order of every set's columns. Other names begin anew: no brush, nothing enlarged. */
  get names(): readonly string[] {
    return this.#model.names;
  }

  set names(names: readonly string[]) {
    if (names.join('\n') === this.names.join('\n')) return;
    this.#model.forgetFrames();
    const shown = firstFew(names.length, this.clientWidth || innerWidth);
    this.#change({ names, shown, sets: [], brushes: [], enlarged: undefined });
  }

  /** Where the prior is, as a range a parameter: its ends, or where nearly all of it lies. */
  set limits(limits: readonly Range[]) {
    if (JSON.stringify(limits) === JSON.stringify(this.#model.limits)) return;
    this.#model.forgetFrames();
    this.#change({ limits, brushes: [] });
  }

  /** Where each parameter can be; draws are not smoothed past these ends. */
  set support(support: readonly Range[]) {
    if (JSON.stringify(support) !== JSON.stringify(this.#model.support)) this.#change({ support }, false);
  }

  /** The parameters that the data come from, where they are known. */
  set points(points: Float32Array | undefined) {
    const before = this.#model.points;
    if (points?.join() === before?.join()) return;
    this.#change({ points }, (points === undefined) !== (before === undefined));
  }

  /** What is shown: the first that is no prior is the posterior, the others are compared with it. */
  get sets(): readonly PairSet[] {
    return this.#model.sets;
  }

  set sets(sets: readonly PairSet[]) {
    const isAlike = sets.map(({ label }) => label).join() === this.sets.map(({ label }) => label).join();
    if (sets[0]) this.names = sets[0].names;
    this.#model.sets = sets;
    this.#ask(!isAlike);
  }

  /** Indices of the parameters that have panels, rising. */
  get shown(): readonly number[] {
    return this.#model.shown;
  }

  set shown(shown: readonly number[]) {
    this.#change({ shown });
  }

  get brushes(): readonly Brush[] {
    return this.#model.brushes;
  }

  set brushes(brushes: readonly Brush[]) {
    this.#change({ brushes }, false);
  }

  #change(change: Partial<PairModel>, isArranged = true): void {
    Object.assign(this.#model, change);
    this.#ask(isArranged);
  }

  /** Asks for a new picture with the next frame; `isNew` where panels may have to be placed anew. */
  #ask(isNew: boolean): void {
    if (isNew) this.#isArranged = false;
    if (this.#frame === 0 && this.isConnected) this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    this.#frame = 0;
    const width = this.clientWidth;
    if (width === 0 || this.names.length === 0) return;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const isMoving = this.#model.moveFrames(performance.now(), isStill);
    if (!this.#isArranged) {
      this.#bar.show(this.#model);
      this.#notes.show(this.#model);
      this.#picture.arrange(this.#model, width, Math.max(least, share * innerHeight));
      this.#picture.describe(this.#model);
      this.#foot.show(this.#model);
      this.#isArranged = true;
    }
    this.#picture.paint(this.#model);
    this.#words ??= setTimeout(() => this.#write(), readable);
    if (isMoving) this.#ask(false);
  }

  /** Numbers and descriptions, which need not follow every frame. */
  #write(): void {
    this.#words = undefined;
    this.#notes.show(this.#model);
    this.#picture.describe(this.#model);
    this.#foot.show(this.#model);
  }

  #recolour(): void {
    this.#picture.forgetColours();
    this.#ask(false);
  }

  #toggle(index: number): void {
    const rest = this.shown.filter((other) => other !== index);
    const shown = rest.length < this.shown.length ? rest : [...rest, index].sort((a, b) => a - b);
    if (shown.length > 0) this.#show(shown);
  }

  #show(shown: readonly number[]): void {
    this.#change({ shown, enlarged: undefined });
    this.#tell('shown', shown);
  }

  /** Takes away one parameter's brush, or all. */
  #clear(column: number | undefined): void {
    if (this.brushes.length === 0) return;
    const brushes = column === undefined ? [] : this.brushes.filter((brush) => brush.column !== column);
    this.#change({ brushes }, false);
    this.#tell('brush', brushes);
  }

  #brush(added: readonly Brush[]): void {
    const brushes = added.reduce(withBrush, this.brushes);
    this.#change({ brushes }, false);
    this.#tell('brush', brushes);
  }

  #enlarge(panel: Panel | undefined): void {
    const enlarged = panel && { column: panel.column, row: panel.row };
    this.#hover.hide();
    this.#change({ enlarged });
    this.#tell('enlarge', enlarged);
  }

  #click(target: Element): void {
    const cell = target.closest('.corner')?.closest('.panel');
    if (cell) this.#enlarge(this.#model.enlarged ? undefined : this.#picture.boxOf(cell));
  }

  /** Shows what can be read at a place; says it too, when it was asked for by key. */
  #read(point: PanelPoint | undefined, isSaid: boolean): void {
    const words = point ? this.#hover.words(this.#model, point) : '';
    if (isSaid && this.#status.textContent !== words) this.#status.textContent = words;
    if (point) this.#hover.show(this.#model, this.#picture.layout, point, this.clientWidth);
    else this.#hover.hide();
    this.#tell('hover', words);
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #pointerHears(): PointerHears {
    let drag: BrushDrag | undefined;
    return {
      hover: (box, left, top) => this.#read(panelPoint(this.#model, box, left, top), false),
      leave: () => this.#hover.hide(),
      grab: (box, left, top, isCoarse) => {
        drag = startDrag(this.#model, box, left, top, isCoarse);
      },
      drag: (box, left, top) => {
        if (drag) this.#brush(draggedBrushes(this.#model, drag, box, left, top));
      },
      drop: () => {
        drag = undefined;
      },
      tap: (box, left, top) => {
        if (this.#model.enlarged) this.#read(panelPoint(this.#model, box, left, top), true);
        else this.#enlarge(box);
      },
    };
  }
}

/** A sensible few of many parameters; all of a few. */
function firstFew(count: number, width: number): number[] {
  const most = width < narrow ? 4 : 5;
  return Array.from({ length: count > most ? most - 1 : count }, (_, i) => i);
}

customElements.define('sbi-pair-view', PairView);

declare global {
  interface HTMLElementTagNameMap {
    'sbi-pair-view': PairView;
  }
}
