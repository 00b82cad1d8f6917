/** A point in pixels. */
export type Pixel = readonly [x: number, y: number];

/** Leaves out points that lie within `tolerance` pixels of the line through their neighbours (Douglas–Peucker). */
export function simplify(points: readonly Pixel[], tolerance: number): Pixel[] {
  if (points.length < 3) return [...points];
  const isKept = new Uint8Array(points.length);
  isKept[0] = 1;
  isKept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    const [farthest, distance] = farthestFrom(points, from, to);
    if (distance <= tolerance) continue;
    isKept[farthest] = 1;
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => isKept[i] === 1);
}

/** The point between two others that is farthest from the straight line between them. */
function farthestFrom(points: readonly Pixel[], from: number, to: number): [index: number, distance: number] {
  const [x0, y0] = points[from] as Pixel;
  const [x1, y1] = points[to] as Pixel;
  const length = Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2);
  let best = from;
  let most = 0;
  for (let i = from + 1; i < to; i++) {
    const [x, y] = points[i] as Pixel;
    const off =
      length === 0
        ? Math.sqrt((x - x0) ** 2 + (y - y0) ** 2)
        : Math.abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length;
    if (off > most) [best, most] = [i, off];
  }
  return [best, most];
}
