import { formatName } from '@sbi/plots';
import { axisOf, clampedCentre, powerOfTen, within } from './axis.ts';
import { make, place } from './elements.ts';
import { beside, type Layout, narrow, type PanelBox } from './layout.ts';
import type { LineDensity } from './lineDensity.ts';
import { placeX, placeY } from './paintSpace.ts';
import type { PairModel } from './pairModel.ts';
import { firstOf, spreadOf } from './words.ts';

/** A name wider than so many letters is turned where it stands beside a panel. */
const longName = 3;

/** The numbers and names along the axes, as text that can be selected. */
export function axisTexts(layout: Layout, model: PairModel, width: number): HTMLElement[] {
  return layout.panels.flatMap((box) => [
    ...(box.hasAcross ? acrossTexts(box, model) : []),
    ...(box.hasUp ? upTexts(box, model, width) : []),
    ...(box.column === box.row ? truthText(box, model) : []),
  ]);
}

function acrossTexts(box: PanelBox, model: PairModel): HTMLElement[] {
  const frame = model.frame(box.column);
  const { ticks, exponent } = axisOf(frame, box.width, false);
  const x = placeX(box, frame);
  const bottom = box.top + box.height;
  const numbers = ticks.map(({ at, label }) => {
    const centre = clampedCentre(x(at) - box.left, label, box.width);
    return text('tick across', label, box.left + centre, bottom);
  });
  return [
    ...numbers,
    text('name across', nameOf(model, box.column, exponent), box.left + box.width / 2, bottom + 18),
  ];
}

function upTexts(box: PanelBox, model: PairModel, width: number): HTMLElement[] {
  const frame = model.frame(box.row);
  const { ticks, exponent } = axisOf(frame, box.height, true);
  const y = placeY(box, frame);
  const right = box.left + box.width;
  const numbers = ticks.map(({ at, label }) => {
    const middle = Math.min(box.top + box.height - 6, Math.max(box.top + 6, y(at)));
    return text('tick up', label, right, middle);
  });
  // Where room is short, the name below the diagonal must do.
  if (width < narrow) return numbers;
  const name = nameOf(model, box.row, exponent);
  const turned = [...name].length > longName ? ' turned' : '';
  return [
    ...numbers,
    text(`name up${turned}`, name, Math.min(width, right + beside), box.top + box.height / 2),
  ];
}

/** The truth's number at its line, where there is room. */
function truthText(box: PanelBox, model: PairModel): HTMLElement[] {
  const at = model.points?.[box.row];
  const first = firstOf(model.binned());
  if (at === undefined || !Number.isFinite(at) || first === undefined || box.height < 64) return [];
  const place = placeX(box, model.frame(box.row))(at);
  const words = within(at, spreadOf(first.all.lines[box.row] as LineDensity));
  const isLeft = place > box.left + 0.7 * box.width;
  return [text(isLeft ? 'truth before' : 'truth', words, place, box.top)];
}

function nameOf(model: PairModel, index: number, exponent: number): string {
  const name = formatName(model.names[index] as string);
  return exponent === 0 ? name : `${name} / ${powerOfTen(exponent)}`;
}

function text(className: string, words: string, left: number, top: number): HTMLElement {
  const element = make('span', { className, textContent: words });
  place(element, left, top);
  return element;
}
