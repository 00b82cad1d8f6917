import type { PanelBox } from './layout.ts';
import type { PairModel } from './pairModel.ts';

/** A place in a panel, in its parameters' units; `y` is undefined on the diagonal. */
export interface PanelPoint {
  readonly box: PanelBox;
  readonly x: number;
  readonly y: number | undefined;
}

/** The place under a point given in CSS pixels of the plot. */
export function panelPoint(model: PairModel, box: PanelBox, left: number, top: number): PanelPoint {
  const [lowX, highX] = model.frame(box.column);
  const [lowY, highY] = model.frame(box.row);
  const x = lowX + ((left - box.left) / box.width) * (highX - lowX);
  const y = highY - ((top - box.top) / box.height) * (highY - lowY);
  return { box, x, y: box.column === box.row ? undefined : y };
}
