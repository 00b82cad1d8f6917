import type { Rng } from '@sbi/core/rng';

export const RADIUS = 0.1;
export const RADIUS_SCALE = 0.01;
export const SHIFT = 0.25;

/** A point of the moon: at a distance of 0.1 ± 0.01 to the right of (0.25, 0), in any direction between up and down. */
export function drawMoon(rng: Rng): [number, number] {
  // a direction without sine and cosine, whose last bits differ among engines: from a point of the half disc
  for (;;) {
    const [u, v] = [rng.uniform(), 2 * rng.uniform() - 1];
    const square = u * u + v * v;
    if (square > 1 || square < 1e-20) continue;
    const stretch = (RADIUS + RADIUS_SCALE * rng.normal()) / Math.sqrt(square);
    return [stretch * u + SHIFT, stretch * v];
  }
}
