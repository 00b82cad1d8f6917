/** Lanczos's approximation with g = 7 (coefficients of Godfrey 2001): ln Γ to about 10⁻¹⁵ of itself. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
const TINY = 1e-300;

/** ln Γ(a) for a ≥ ½. */
function logGamma(a: number): number {
  let sum = LANCZOS[0] as number;
  for (let k = 1; k < LANCZOS.length; k++) sum += (LANCZOS[k] as number) / (a - 1 + k);
  const t = a + 6.5;
  return HALF_LOG_2PI + (a - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The two tails of a gamma variable: P(a, x) = γ(a, x)/Γ(a) and Q = 1 − P, the smaller of them not by subtraction.
 *
 * Press et al. 1992, *Numerical Recipes*, §6.2: the series below a + 1, Lentz's continued fraction above; a ≥ ½, x ≥ 0.
 */
function gammaTails(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; term > Number.EPSILON * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    const lower = Math.min(1, factor * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1, change = 0; Math.abs(change - 1) > Number.EPSILON && k < 100_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    change = d * c;
    fraction *= change;
  }
  const upper = Math.min(1, factor * fraction);
  return { lower: 1 - upper, upper };
}

/** P(X ≤ x) and P(X ≥ x) for X ~ χ² with so many degrees of freedom. */
export function chiSquareTails(
  x: number,
  degrees: number,
): { readonly lower: number; readonly upper: number } {
  return gammaTails(degrees / 2, x / 2);
}

/** P(|Z| ≥ |z|) for a standard normal Z. */
export function twoSidedNormal(z: number): number {
  return gammaTails(0.5, (z * z) / 2).upper;
}
