import type { Tone } from '../figure.ts';
import { put, type Target } from './target.ts';

/** A curve in dots, dashed where `dash` is above 0. */
export function drawLine(
  target: Target,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  tone: Tone,
  dash: number,
): void {
  // What runs along the bottom line is that line.
  const bottom = target.box.height * 4;
  let travelled = 0;
  for (let i = 1; i < x.length; i++) {
    const [x0, x1] = [target.x(x[i - 1] ?? 0), target.x(x[i] ?? 0)];
    const [y0, y1] = [target.y(y[i - 1] ?? 0), target.y(y[i] ?? 0)];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    if (!Number.isFinite(steps) || steps > 10_000) continue;
    for (let k = 0; k <= steps; k++) {
      const share = steps === 0 ? 0 : k / steps;
      const isGap = dash > 0 && Math.floor(travelled + share * steps) % 4 >= 2;
      const row = y0 + share * (y1 - y0);
      if (!isGap && row < bottom - 0.25)
        put(target, Math.floor(x0 + share * (x1 - x0)), Math.floor(row), tone);
    }
    travelled += Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  }
}
