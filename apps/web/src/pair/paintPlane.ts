import { inside, type PaintSpace } from './paintSpace.ts';
import type { Rings } from './rings.ts';

/** How one set's regions are drawn. */
export interface PlaneLook {
  readonly regions: readonly Rings[];
  readonly colour: string;
  readonly dash: readonly number[];
  readonly fill: number;
  readonly stroke: number;
}

/** Regions of highest density, the largest first and outlined, each deeper than the one before. */
export function paintPlane(space: PaintSpace, { regions, colour, dash, fill, stroke }: PlaneLook): void {
  const { context } = space;
  const paths = regions.map((rings) => ringsPath(space, rings));
  inside(space, () => {
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineJoin = 'round';
    for (const [i, path] of paths.entries()) {
      context.globalAlpha = fill * (i === 0 ? 0.17 : 0.36);
      if (fill > 0) context.fill(path, 'evenodd');
    }
    context.globalAlpha = stroke;
    context.lineWidth = 1.25;
    context.setLineDash([...dash]);
    if (paths[0] && stroke > 0) context.stroke(paths[0]);
    // Of an outline alone the middle is shown too.
    const inner = paths.at(-1);
    if (inner && fill === 0 && stroke > 0.5) context.stroke(inner);
  });
}

/** Draws one by one, where there are too few for regions. */
export function paintDots(space: PaintSpace, x: Float32Array, y: Float32Array, colour: string): void {
  const { context } = space;
  inside(space, () => {
    context.fillStyle = colour;
    context.globalAlpha = 0.6;
    context.beginPath();
    for (let i = 0; i < x.length; i++) {
      const [left, top] = [space.x(x[i] as number), space.y(y[i] as number)];
      context.moveTo(left + 1.5, top);
      context.arc(left, top, 1.5, 0, 2 * Math.PI);
    }
    context.fill();
  });
}

/** A small ring with a cross. */
export function paintMark(space: PaintSpace, x: number, y: number, colour: string): void {
  const { context } = space;
  const [left, top] = [space.x(x), space.y(y)];
  inside(space, () => {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(left, top, 4.5, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
    ] as const) {
      context.moveTo(left - 8 * dx, top - 8 * dy);
      context.lineTo(left + 8 * dx, top + 8 * dy);
    }
    context.stroke();
  });
}

/** Closed curves through the middles between neighbouring points: smooth, and never further out than the points. */
function ringsPath({ x, y }: PaintSpace, { points, lengths }: Rings): Path2D {
  const path = new Path2D();
  let start = 0;
  for (const length of lengths) {
    const at = (i: number): readonly [number, number] => {
      const place = 2 * (start + (i % length));
      return [x(points[place] as number), y(points[place + 1] as number)];
    };
    let [px, py] = at(0);
    for (let i = 1; i <= length + 1; i++) {
      const [nx, ny] = at(i);
      if (i === 1) path.moveTo((px + nx) / 2, (py + ny) / 2);
      else path.quadraticCurveTo(px, py, (px + nx) / 2, (py + ny) / 2);
      [px, py] = [nx, ny];
    }
    path.closePath();
    start += length;
  }
  return path;
}
