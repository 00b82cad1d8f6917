import { arrowOf, brushesByKey } from './keyboard.ts';
import type { PanelBox } from './layout.ts';
import type { PairModel } from './pairModel.ts';
import type { Brush } from './pairSet.ts';
import type { PanelPoint } from './panelPoint.ts';

/** What keys can do. */
export interface KeyHears {
  brush(brushes: readonly Brush[]): void;
  clear(): void;
  focus(column: number, row: number): void;
  enlarge(panel: Pick<PanelBox, 'column' | 'row'> | undefined): void;
  /** A place to read values at; undefined to end reading. */
  read(point: PanelPoint | undefined): void;
}

/**
 * Keys of the panel that has the focus: arrows go to its neighbours, with Shift they move its brush, + and − widen it,
 * Enter enlarges, the space bar begins to read values, which arrows then do, and Escape ends what was begun last.
 */
export class PanelKeys {
  readonly #model: PairModel;
  readonly #hears: KeyHears;
  #reading: PanelPoint | undefined;

  constructor(model: PairModel, hears: KeyHears) {
    this.#model = model;
    this.#hears = hears;
  }

  /** Whether the key was for the panel. */
  press(box: PanelBox, { key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
    if (ctrlKey || altKey || metaKey) return false;
    if (key === 'Escape') return this.#escape();
    if (key === 'Enter') return this.#enlarge(box);
    if (key === ' ') return this.#read(this.#reading ? undefined : this.#middle(box));
    const arrow = arrowOf(key);
    if (!arrow || shiftKey) return this.#brush(box, key);
    if (this.#reading?.box === box) return this.#read(this.#further(this.#reading, arrow));
    return this.#go(box, arrow);
  }

  #escape(): boolean {
    if (this.#reading) return this.#read(undefined);
    const { enlarged, brushes } = this.#model;
    if (enlarged) this.#hears.enlarge(undefined);
    else if (brushes.length > 0) this.#hears.clear();
    else return false;
    return true;
  }

  #enlarge(box: PanelBox): boolean {
    this.#read(undefined);
    this.#hears.enlarge(this.#model.enlarged ? undefined : box);
    return true;
  }

  #brush({ column, row }: PanelBox, key: string): boolean {
    const brushes = brushesByKey(this.#model, column, row, key);
    if (brushes) this.#hears.brush(brushes);
    return brushes !== undefined;
  }

  /** Up to the row above, right to the next column; down from the diagonal along the diagonal. */
  #go({ column, row }: PanelBox, [dx, dy]: readonly [number, number]): boolean {
    const { shown, enlarged } = this.#model;
    const [i, j] = [shown.indexOf(row) - dy, shown.indexOf(column) + dx];
    const [nextRow, nextColumn] = [shown[i], shown[Math.max(i, j)]];
    if (nextRow === undefined || nextColumn === undefined || (dx < 0 && j < i)) return true;
    this.#read(undefined);
    if (enlarged) this.#hears.enlarge({ column: nextColumn, row: nextRow });
    else this.#hears.focus(nextColumn, nextRow);
    return true;
  }

  #read(point: PanelPoint | undefined): boolean {
    if (point === undefined && this.#reading === undefined) return true;
    this.#reading = point;
    this.#hears.read(point);
    return true;
  }

  /** The medians, where reading begins. */
  #middle(box: PanelBox): PanelPoint {
    const [first] = this.#model.binned();
    const at = (index: number): number => {
      const [low, high] = this.#model.frame(index);
      return first?.all.lines[index]?.median ?? (low + high) / 2;
    };
    return { box, x: at(box.column), y: box.column === box.row ? undefined : at(box.row) };
  }

  #further({ box, x, y }: PanelPoint, [dx, dy]: readonly [number, number]): PanelPoint {
    const step = (index: number, from: number, by: number): number => {
      const [low, high] = this.#model.frame(index);
      return Math.min(high, Math.max(low, from + (by * (high - low)) / 50));
    };
    return { box, x: step(box.column, x, dx), y: y === undefined ? undefined : step(box.row, y, dy) };
  }
}
