import type { LineDensity } from './lineDensity.ts';
import { inside, type PaintSpace } from './paintSpace.ts';

/** How one set's density is drawn. */
export interface LineLook {
  readonly line: LineDensity;
  readonly colour: string;
  readonly dash: readonly number[];
  /** 1 for the posterior, less for what is only there to compare; 0 for an outline alone. */
  readonly fill: number;
  /** Strength of the outline. */
  readonly stroke: number;
  /** The heights' factor. */
  readonly scale: number;
  readonly hasInterval: boolean;
}

/** One parameter's density, its interval deeper, its median a short stroke. */
export function paintLine(space: PaintSpace, { line, ...look }: LineLook): void {
  const { context, box } = space;
  if (line.heights.length === 0) {
    paintRule(space, line.median, look.colour);
    return;
  }
  const outline = curve(space, line, look.scale);
  const area = new Path2D(outline);
  area.lineTo(space.x(line.high), space.y(0));
  area.lineTo(space.x(line.low), space.y(0));
  inside(space, () => {
    context.fillStyle = look.colour;
    context.strokeStyle = look.colour;
    context.lineJoin = 'round';
    context.globalAlpha = 0.16 * look.fill;
    if (look.fill > 0) context.fill(area);
    context.globalAlpha = look.stroke;
    context.lineWidth = 1.5;
    context.setLineDash([...look.dash]);
    if (look.stroke > 0) context.stroke(outline);
    if (!look.hasInterval) return;
    context.setLineDash([]);
    context.lineWidth = 2;
    const middle = new Path2D();
    middle.moveTo(space.x(line.median), box.top + box.height);
    middle.lineTo(space.x(line.median), box.top + box.height * 0.9);
    context.stroke(middle);
    const [low, high] = line.interval.map(space.x) as [number, number];
    context.beginPath();
    context.rect(low, box.top, high - low, box.height);
    context.clip();
    context.globalAlpha = 0.34 * look.fill;
    context.fill(area);
  });
}

/** A line upwards at a value. */
export function paintRule(space: PaintSpace, at: number, colour: string): void {
  const { context, box } = space;
  inside(space, () => {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(space.x(at), box.top);
    context.lineTo(space.x(at), box.top + box.height);
    context.stroke();
  });
}

function curve({ x, y }: PaintSpace, { low, high, heights }: LineDensity, scale: number): Path2D {
  const path = new Path2D();
  const [start, stop] = [x(low), x(high)];
  const step = (stop - start) / heights.length;
  path.moveTo(start, y(scale * (heights[0] as number)));
  for (let i = 0; i < heights.length; i++)
    path.lineTo(start + (i + 0.5) * step, y(scale * (heights[i] as number)));
  path.lineTo(stop, y(scale * (heights.at(-1) as number)));
  return path;
}
