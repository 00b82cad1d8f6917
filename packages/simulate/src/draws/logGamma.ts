import { portableLog } from '@sbi/core/elementary';

const HALF_LOG_2PI = 0.9189385332046728;
const SHIFT = 12;

/** ln Γ(x) for x > 0, to 10⁻¹⁴: Stirling's series (DLMF 5.11.1) above 12, and Γ(x + 1) = x Γ(x) below. */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < SHIFT; at++) product *= at;
  const r = 1 / (at * at);
  const series = (1 / 12 + r * (-1 / 360 + r * (1 / 1260 + r * (-1 / 1680 + r / 1188)))) / at;
  return (at - 0.5) * portableLog(at) - at + HALF_LOG_2PI + series - portableLog(product);
}
