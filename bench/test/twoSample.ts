/** p of the two-sample Kolmogorov–Smirnov test, by the limit law with Stephens' correction. */
export function twoSampleP(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [u, v] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < u.length && j < v.length) {
    const at = Math.min(u[i] as number, v[j] as number);
    while ((u[i] as number) <= at) i++;
    while ((v[j] as number) <= at) j++;
    distance = Math.max(distance, Math.abs(i / u.length - j / v.length));
  }
  const root = Math.sqrt((u.length * v.length) / (u.length + v.length));
  const t = (root + 0.12 + 0.11 / root) * distance;
  if (t < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return sum;
}
