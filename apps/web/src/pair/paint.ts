import { axisOf } from './axis.ts';
import { readColumn } from './column.ts';
import type { Layout, PanelBox } from './layout.ts';
import type { LineDensity } from './lineDensity.ts';
import { type LineLook, paintLine, paintRule } from './paintLine.ts';
import { paintDots, paintMark, paintPlane } from './paintPlane.ts';
import { type PaintSpace, placeX, placeY } from './paintSpace.ts';
import type { BinnedSet, PairModel } from './pairModel.ts';
import type { Brush } from './pairSet.ts';
import { dashes, type Palette } from './palette.ts';

/** Draws are shown one by one where there are no more than so many. */
const fewDraws = 120;
/** Height kept free for the truth's number, in pixels. */
const headroom = 20;
const tickLength = 4;

/** Draws every panel on a canvas whose unit is a CSS pixel. */
export function paintPairs(
  context: CanvasRenderingContext2D,
  layout: Layout,
  model: PairModel,
  palette: Palette,
): void {
  const sets = styled(model.binned(), palette);
  for (const box of layout.panels) {
    if (box.column === box.row) paintDiagonal(context, box, model, sets, palette);
    else paintOffDiagonal(context, box, model, sets, palette);
    paintFrame(context, box, model, palette);
  }
}

interface StyledSet extends BinnedSet {
  readonly colour: string;
  readonly dash: readonly number[];
  /** The posterior itself, not one that it is compared with. */
  readonly isFirst: boolean;
}

/** The prior first, so that it lies behind; then the posterior, and over it the lines of those to compare with. */
function styled(binned: readonly BinnedSet[], palette: Palette): StyledSet[] {
  const main = binned.filter(({ set }) => !set.isPrior);
  const priors = binned.filter(({ set }) => set.isPrior);
  return [
    ...priors.map((b) => ({ ...b, colour: palette.prior, dash: [1, 2.5], isFirst: false })),
    ...main.map((b, i) => ({
      ...b,
      colour: palette.draws[i % palette.draws.length] as string,
      dash: dashes[i % dashes.length] as readonly number[],
      isFirst: i === 0,
    })),
  ];
}

function paintDiagonal(
  context: CanvasRenderingContext2D,
  box: PanelBox,
  model: PairModel,
  sets: readonly StyledSet[],
  palette: Palette,
): void {
  const frame = model.frame(box.row);
  const brush = model.brushes.find(({ column }) => column === box.row);
  const looks = sets.flatMap((set) => lineLooks(set, box.row, brush));
  const compared = looks.filter(({ colour }) => colour !== palette.prior);
  const top = Math.max(...(compared.length > 0 ? compared : looks).map(peak)) || 1;
  const space: PaintSpace = {
    context,
    box,
    x: placeX(box, frame),
    y: placeY(box, [0, top / (1 - Math.min(0.4, headroom / box.height))]),
  };
  for (const look of looks) paintLine(space, look);
  if (brush) paintBrush(space, [brush, undefined], palette);
  const at = model.points?.[box.row];
  if (at !== undefined && Number.isFinite(at)) paintRule(space, at, palette.truth);
}

function peak({ line, scale }: LineLook): number {
  let top = 0;
  for (const height of line.heights) if (height > top) top = height;
  return top * scale;
}

/** A set's density; behind what is left of it inside the brushes, faint. */
function lineLooks(set: StyledSet, index: number, brush: Brush | undefined): LineLook[] {
  const { colour, dash, isFirst, kept, all, part } = set;
  const line = all.lines[index] as LineDensity;
  const fill = isFirst || set.set.isPrior ? 1 : 0;
  const whole = { line, colour, dash, scale: 1, fill, stroke: 1, hasInterval: isFirst };
  if (kept === undefined || set.set.isPrior) return [whole];
  const faint = { ...whole, fill: isFirst ? 0.6 : 0, stroke: 0.35, hasInterval: false };
  if (part === undefined) return [faint];
  // Where the brush is, the rest is a part of the whole; elsewhere it is a density by itself.
  const scale = brush ? part.rows / all.rows : 1;
  return [faint, { ...whole, line: part.lines[index] as LineDensity, scale }];
}

function paintOffDiagonal(
  context: CanvasRenderingContext2D,
  box: PanelBox,
  model: PairModel,
  sets: readonly StyledSet[],
  palette: Palette,
): void {
  const { column, row } = box;
  const space: PaintSpace = {
    context,
    box,
    x: placeX(box, model.frame(column)),
    y: placeY(box, model.frame(row)),
  };
  // Of a prior, which fills its limits, regions would show nothing but noise.
  for (const set of sets) if (!set.set.isPrior) paintSet(space, set);
  const [across, up] = [column, row].map((index) => model.brushes.find((b) => b.column === index));
  if (across ?? up) paintBrush(space, [across, up], palette);
  const [x, y] = [model.points?.[column], model.points?.[row]];
  if (x !== undefined && y !== undefined) paintMark(space, x, y, palette.truth);
}

function paintSet(space: PaintSpace, set: StyledSet): void {
  const { colour, dash, isFirst, kept, all, part } = set;
  const { column, row } = space.box;
  const find = (panels: typeof all) => panels.planes.find((p) => p.column === column && p.row === row);
  const look = { colour, dash, fill: isFirst ? 1 : 0, stroke: 1 };
  const regions = find(all)?.regions ?? [];
  const isFaint = kept !== undefined;
  paintPlane(space, { ...look, regions, ...(isFaint ? { fill: isFirst ? 0.3 : 0, stroke: 0.3 } : {}) });
  const rows = kept?.length ?? all.rows;
  if (rows > fewDraws && part) paintPlane(space, { ...look, regions: find(part)?.regions ?? [] });
  if (rows > fewDraws && regions.length > 0) return;
  const [x, y] = [column, row].map((index) => readColumn(set.draws, index, kept).values);
  paintDots(space, x as Float32Array, y as Float32Array, colour);
}

/** Dims what is outside a brush and draws its edges. */
function paintBrush(
  { context, box, x, y }: PaintSpace,
  [across, up]: readonly [Brush | undefined, Brush | undefined],
  palette: Palette,
): void {
  const [left, right] = across ? [x(across.low), x(across.high)] : [box.left, box.left + box.width];
  const [top, bottom] = up ? [y(up.high), y(up.low)] : [box.top, box.top + box.height];
  context.save();
  context.globalAlpha = 0.5;
  context.fillStyle = palette.paper;
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.rect(left, top, right - left, bottom - top);
  context.fill('evenodd');
  context.globalAlpha = 1;
  context.strokeStyle = palette.soft;
  context.lineWidth = 1;
  context.beginPath();
  for (const at of across ? [left, right] : []) {
    context.moveTo(at, top);
    context.lineTo(at, bottom);
  }
  for (const at of up ? [top, bottom] : []) {
    context.moveTo(left, at);
    context.lineTo(right, at);
  }
  context.stroke();
  context.restore();
}

/** Hairlines where the panel ends, a stronger one where the parameter does. */
function paintFrame(
  context: CanvasRenderingContext2D,
  box: PanelBox,
  model: PairModel,
  palette: Palette,
): void {
  const { left, top, width, height, column, row } = box;
  const [right, bottom] = [left + width, top + height];
  const line = (x0: number, y0: number, x1: number, y1: number, isWall: boolean): void => {
    context.strokeStyle = isWall ? palette.soft : palette.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  const [lowX, highX] = wallsOf(model, column);
  line(left, bottom, right, bottom, column !== row && wallsOf(model, row)[0]);
  if (column !== row || lowX) line(left, top, left, bottom, lowX);
  if (highX || box.hasUp) line(right, top, right, bottom, highX);
  if (column !== row && wallsOf(model, row)[1]) line(left, top, right, top, true);
  if (box.hasAcross) {
    const x = placeX(box, model.frame(column));
    for (const { at } of axisOf(model.frame(column), width, false).ticks)
      line(x(at), bottom, x(at), bottom + tickLength, false);
  }
  if (box.hasUp) {
    const y = placeY(box, model.frame(row));
    for (const { at } of axisOf(model.frame(row), height, true).ticks)
      line(right, y(at), right + tickLength, y(at), false);
  }
}

/** Whether a frame ends where the parameter ends. */
function wallsOf(model: PairModel, index: number): readonly [boolean, boolean] {
  const [low, high] = model.frame(index);
  const support = model.support[index];
  return support ? [support[0] >= low, support[1] <= high] : [false, false];
}
