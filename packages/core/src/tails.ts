import { portableLog } from './elementary.ts';

/** Probabilities on both sides of a point: [below, above], each without cancellation, so that neither tail is lost. */
export type Tails = readonly [below: number, above: number];

/** No loop without an end: far more than the series need for parameters up to 10¹⁰. */
const MOST_TERMS = 1_000_000;

/**
 * ln Γ(a) for a > 0, in float64, to 10⁻¹⁴ · max(1, |ln Γ|): Stirling's series, after shifting a above 10.
 *
 * @example
 * import { logGamma } from '@sbi/core';
 * console.log(logGamma(5).toFixed(6)); // → 3.178054
 */
export function logGamma(a: number): number {
  let shift = 0;
  while (a < 10) shift += portableLog(a++);
  const r = 1 / (a * a);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / a;
  return (a - 0.5) * portableLog(a) - a + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * Of Gamma(a, 1) below and above x: the regularised incomplete gamma functions P and Q, in float64.
 *
 * The power series below a + 1, Lentz's continued fraction above (Press et al. 1992, *Numerical Recipes*, §6.2).
 *
 * @example
 * import { gammaTails } from '@sbi/core';
 * console.log(gammaTails(1, 2)[1].toFixed(6), Math.exp(-2).toFixed(6)); // → 0.135335 0.135335
 */
export function gammaTails(a: number, x: number): Tails {
  if (!(x > 0)) return [0, 1];
  if (x === Number.POSITIVE_INFINITY) return [1, 0];
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; term > sum * 1e-17 && k < MOST_TERMS; k++) sum += term *= x / (a + k);
    return [front * sum, 1 - front * sum];
  }
  const above = front * continuedFraction(x + 1 - a, (k) => [k * (a - k), x + 1 - a + 2 * k]);
  return [1 - above, above];
}

/**
 * Of Beta(a, b) below and above x, where y = 1 − x may be given apart when it is better known: I_x(a, b) and its
 * complement, in float64 (Press et al. 1992, *Numerical Recipes*, §6.4).
 *
 * @example
 * import { betaTails } from '@sbi/core';
 * console.log(betaTails(2, 1, 0.5)[0].toFixed(6)); // → 0.250000
 */
export function betaTails(a: number, b: number, x: number, y: number = 1 - x): Tails {
  if (!(x > 0)) return [0, 1];
  if (!(y > 0)) return [1, 0];
  if (x > (a + 1) / (a + b + 2)) {
    const [above, below] = betaTails(b, a, y, x);
    return [below, above];
  }
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  const fraction = continuedFraction(1, (k) => {
    const m = Math.floor(k / 2);
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return [k % 2 === 0 ? even : odd, 1];
  });
  const below = (front * fraction) / a;
  return [below, 1 - below];
}

/**
 * Of N(0, 1) below and above x, in float64: ½ Q(½, x²/2) in the nearer tail.
 *
 * @example
 * import { normalTails } from '@sbi/core';
 * console.log(normalTails(-10)[0].toExponential(6)); // → 7.619853e-24
 */
export function normalTails(x: number): Tails {
  if (Number.isNaN(x)) return [x, x];
  const tail = 0.5 * gammaTails(0.5, (x * x) / 2)[1];
  return x < 0 ? [tail, 1 - tail] : [1 - tail, tail];
}

/** 1/(b₀ + a₁/(b₁ + a₂/(b₂ + …))) by Lentz's method, from `part(k)` = [a_k, b_k]. */
function continuedFraction(first: number, part: (k: number) => readonly [number, number]): number {
  const tiny = 1e-300;
  let c = 1 / tiny;
  let d = 1 / (first || tiny);
  let value = d;
  for (let k = 1, change = 0; Math.abs(change - 1) > 1e-16 && k < MOST_TERMS; k++) {
    const [a, b] = part(k);
    d = 1 / (b + a * d || tiny);
    c = b + a / c || tiny;
    change = c * d;
    value *= change;
  }
  return value;
}
