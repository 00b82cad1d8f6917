/** Kolmogorov's p-value for a distance on so many draws, by the limit law with Stephens' correction. */
function pOf(distance: number, count: number): number {
  const root = Math.sqrt(count);
  const t = (root + 0.12 + 0.11 / root) * distance;
  if (t < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return sum;
}

/** p of the Kolmogorov–Smirnov test of draws against a distribution function. */
export function ksAgainst(draws: ArrayLike<number>, cdf: (value: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const count = sorted.length;
  const distance = sorted.reduce((most, value, i) => {
    const exact = cdf(value);
    return Math.max(most, (i + 1) / count - exact, exact - i / count);
  }, 0);
  return pOf(distance, count);
}

/** p of the two-sample Kolmogorov–Smirnov test. */
export function ksBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [u, v] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < u.length && j < v.length) {
    const at = Math.min(u[i] as number, v[j] as number);
    while ((u[i] as number) <= at) i++;
    while ((v[j] as number) <= at) j++;
    distance = Math.max(distance, Math.abs(i / u.length - j / v.length));
  }
  return pOf(distance, (u.length * v.length) / (u.length + v.length));
}

/** The distribution function of N(0, 1), to 10⁻⁹: by the series of erf below 4, else 0 or 1. */
export function normalCdf(z: number): number {
  if (Math.abs(z) > 6) return z < 0 ? 0 : 1;
  let [term, sum] = [z, z];
  for (let k = 3; Math.abs(term) > 1e-16; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
}
