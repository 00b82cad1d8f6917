import { brushBetween, moved } from './brushes.ts';
import type { PanelBox } from './layout.ts';
import type { PairModel } from './pairModel.ts';
import type { Brush } from './pairSet.ts';
import { panelPoint } from './panelPoint.ts';

/** How far from a brush's edge a press still takes hold of it, in pixels: of a mouse, and of a finger. */
const hold = [6, 16] as const;

type Grip = 'low' | 'high' | 'both' | 'new';

interface HeldAxis {
  readonly column: number;
  readonly grip: Grip;
  readonly before: Brush | undefined;
  /** Where the press was. */
  readonly from: number;
}

/** What a press that began in a panel does to the brushes as it goes on: makes one, moves one, or moves an edge. */
export interface BrushDrag {
  readonly axes: readonly HeldAxis[];
}

export function startDrag(
  model: PairModel,
  box: PanelBox,
  left: number,
  top: number,
  isCoarse: boolean,
): BrushDrag {
  const { x, y } = panelPoint(model, box, left, top);
  const reach = hold[isCoarse ? 1 : 0];
  const axis = (column: number, from: number, length: number): HeldAxis => {
    const before = model.brushes.find((brush) => brush.column === column);
    const [low, high] = model.frame(column);
    return { column, from, before, grip: gripOf(before, from, (reach * (high - low)) / length) };
  };
  const axes = [axis(box.column, x, box.width), ...(y === undefined ? [] : [axis(box.row, y, box.height)])];
  // Outside along one axis is outside: both begin anew. And where only one is brushed, the other has no edge to hold.
  const isNew = axes.some(({ grip, before }) => grip === 'new' && before) || axes.every((a) => !a.before);
  if (isNew) return { axes: axes.map((a) => ({ ...a, grip: 'new' as const })) };
  const brushed = axes.filter(({ before }) => before);
  const byEdge = brushed.filter(({ grip }) => grip !== 'both');
  return { axes: byEdge.length > 0 ? byEdge : brushed };
}

function gripOf(brush: Brush | undefined, at: number, reach: number): Grip {
  if (brush === undefined) return 'new';
  const [low, high] = [Math.abs(at - brush.low), Math.abs(at - brush.high)];
  if (Math.min(low, high) <= reach) return low < high ? 'low' : 'high';
  return at > brush.low && at < brush.high ? 'both' : 'new';
}

/** The brushes after the pointer has gone on to a place. */
export function draggedBrushes(
  model: PairModel,
  { axes }: BrushDrag,
  box: PanelBox,
  left: number,
  top: number,
): Brush[] {
  const { x, y } = panelPoint(model, box, left, top);
  return axes.map(({ column, grip, before, from }) => {
    const at = column === box.column ? x : (y as number);
    const frame = model.frame(column);
    if (grip === 'new' || before === undefined) return brushBetween(column, from, at, frame);
    if (grip === 'both') return moved(before, at - from, frame);
    return brushBetween(column, grip === 'low' ? before.high : before.low, at, frame);
  });
}
