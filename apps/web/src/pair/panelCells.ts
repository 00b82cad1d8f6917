import { formatName } from '@sbi/plots';
import { make, place } from './elements.ts';
import type { Layout, PanelBox } from './layout.ts';
import type { PairModel } from './pairModel.ts';

/** The panels as parts of a grid: each can have the focus and hears the pointer. */
export function panelCells(layout: Layout, model: PairModel): HTMLElement[] {
  const rows = new Map<number, HTMLElement[]>();
  for (const box of layout.panels) rows.set(box.row, [...(rows.get(box.row) ?? []), cellOf(box, model)]);
  return [...rows.values()].map((cells) => {
    const row = make('div', {}, ...cells);
    row.role = 'row';
    return row;
  });
}

function cellOf(box: PanelBox, model: PairModel): HTMLElement {
  const words = box.column === box.row ? [box.column] : [box.column, box.row];
  const name = words.map((index) => formatName(model.names[index] as string)).join(' and ');
  const isLarge = model.enlarged !== undefined;
  const button = make('button', { type: 'button', className: 'corner', tabIndex: -1 });
  button.ariaLabel = isLarge ? 'Back to all panels' : `Enlarge ${name}`;
  button.title = button.ariaLabel;
  const cell = make('div', { className: 'panel', tabIndex: -1 }, button);
  cell.role = 'gridcell';
  cell.dataset['column'] = String(box.column);
  cell.dataset['row'] = String(box.row);
  place(cell, box.left, box.top, [box.width, box.height]);
  return cell;
}
