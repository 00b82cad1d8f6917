import type { Rng } from '@sbi/core/rng';
import { drawMoon } from './moon.ts';

/** A point of the moon, moved by θ: to the left by |θ₁ + θ₂|/√2, and up by (θ₂ − θ₁)/√2. */
export default function twoMoonsSimulator(theta: Float32Array, rng: Rng): number[] {
  const [first = 0, second = 0] = theta;
  const [right, up] = drawMoon(rng);
  return [right - Math.abs(first + second) / Math.SQRT2, up + (second - first) / Math.SQRT2];
}
