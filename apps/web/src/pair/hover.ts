import { formatName } from '@sbi/plots';
import { readColumn } from './column.ts';
import { make, place } from './elements.ts';
import { cellOf } from './grid.ts';
import type { Layout } from './layout.ts';
import { heightAt, type LineDensity } from './lineDensity.ts';
import { placeX, placeY } from './paintSpace.ts';
import type { PairModel } from './pairModel.ts';
import type { PanelPoint } from './panelPoint.ts';
import { type PlaneDensity, planeDensity } from './planeDensity.ts';
import { levelAt } from './regions.ts';
import { firstOf, readOff } from './words.ts';

const unbounded = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Hairs across all panels of the parameters under the pointer, and what can be read there. */
export class Hover {
  readonly element: HTMLElement = make('div', { className: 'hover', hidden: true });
  readonly #tip = make('div', { className: 'tip' });
  readonly #hairs = Array.from({ length: 4 }, () => make('div', { className: 'hair' }));
  #plane:
    | { readonly key: string; readonly of: unknown; readonly density: PlaneDensity | undefined }
    | undefined;

  constructor() {
    this.element.append(...this.#hairs, this.#tip);
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(model: PairModel, layout: Layout, point: PanelPoint, width: number): void {
    this.element.hidden = false;
    const hairs = [
      ...hairsOf(model, layout, point.box.column, point.x),
      ...(point.y === undefined ? [] : hairsOf(model, layout, point.box.row, point.y)),
    ];
    for (const [i, hair] of this.#hairs.entries()) {
      const box = hairs[i];
      hair.hidden = box === undefined;
      if (box) place(hair, box.left, box.top, [box.width, box.height]);
    }
    this.#tip.textContent = this.words(model, point);
    this.#placeTip(model, point, width);
  }

  #placeTip(model: PairModel, { box, x, y }: PanelPoint, width: number): void {
    const left = placeX(box, model.frame(box.column))(x);
    const top = y === undefined ? box.top + 24 : placeY(box, model.frame(box.row))(y);
    const { offsetWidth, offsetHeight } = this.#tip;
    const isRight = left + 12 + offsetWidth <= width;
    const clear = isRight ? left + 12 : Math.max(0, left - 12 - offsetWidth);
    place(this.#tip, clear, Math.max(0, top - offsetHeight - 10));
  }

  /** Values under the pointer, with the share of the draws below, or of the region that it lies on the edge of. */
  words(model: PairModel, { box, x, y }: PanelPoint): string {
    const value = (index: number, at: number): string =>
      `${formatName(model.names[index] as string)} ${readOff(at, model.frame(index))}`;
    const first = firstOf(model.binned());
    if (first === undefined) return value(box.column, x);
    const panels = first.part ?? first.all;
    if (y === undefined) {
      const line = panels.lines[box.column] as LineDensity;
      const density = heightAt(line, x);
      return `${value(box.column, x)} · density ${density.toPrecision(2)}`;
    }
    const level = this.#levelAt(model, box.column, box.row, x, y);
    const where =
      level === undefined ? 'outside all draws' : `edge of the ${Math.round(100 * level)} % region`;
    return `${value(box.column, x)} · ${value(box.row, y)} · ${where}`;
  }

  /** The mass of the region of highest density that just holds a place; undefined where the density is 0. */
  #levelAt(model: PairModel, column: number, row: number, x: number, y: number): number | undefined {
    const density = this.#densityOf(model, column, row);
    if (density === undefined) return undefined;
    const [i, j] = [cellOf(density.x, x), cellOf(density.y, y)];
    const value = i < 0 || j < 0 ? 0 : (density.values[j * density.columns + i] as number);
    return value > 0 ? levelAt(density.values, value) : undefined;
  }

  /** Computed when a pointer asks for it, and kept while the pointer stays. */
  #densityOf(model: PairModel, column: number, row: number): PlaneDensity | undefined {
    const first = firstOf(model.binned());
    const key = `${column} ${row}`;
    if (this.#plane?.key === key && this.#plane.of === first) return this.#plane.density;
    const supports = [column, row].map((index) => model.supportWithin(index, first?.kept));
    const columns = [column, row].map((index) => first && readColumn(first.draws, index, first.kept));
    const density =
      columns[0] && columns[1] && columns[0].values.length > 0
        ? planeDensity(columns[0], columns[1], [supports[0] ?? unbounded, supports[1] ?? unbounded], 96)
        : undefined;
    this.#plane = { key, of: first, density };
    return density;
  }
}

interface Hair {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A parameter's value in every panel: upright where it runs across, level where it runs upwards. */
function hairsOf(model: PairModel, { panels }: Layout, index: number, at: number): Hair[] {
  const frame = model.frame(index);
  const across = panels.filter((box) => box.column === index);
  const up = panels.filter((box) => box.row === index && box.column !== index);
  const [first, last] = [across[0], across.at(-1)];
  const [start, stop] = [up[0], up.at(-1)];
  return [
    ...(first && last
      ? [
          {
            left: placeX(first, frame)(at),
            top: first.top,
            width: 1,
            height: last.top + last.height - first.top,
          },
        ]
      : []),
    ...(start && stop
      ? [
          {
            left: start.left,
            top: placeY(start, frame)(at),
            width: stop.left + stop.width - start.left,
            height: 1,
          },
        ]
      : []),
  ];
}
