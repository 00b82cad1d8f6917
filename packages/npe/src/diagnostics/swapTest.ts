import type { Rng } from '@sbi/core';

const SWAPS = 999;

/**
 * Whether a and b have one distribution, where a[i] and b[i] are exchangeable if they have: the two-sample
 * Kolmogorov–Smirnov distance among those of 999 tables with pairs swapped at random.
 *
 * Exact whatever the dependence within a pair: p = (1 + #{as large}) / 1000, uniform on the thousandths but for ties.
 */
export function swapTest(a: ArrayLike<number>, b: ArrayLike<number>, rng: Rng): number {
  const n = a.length;
  const values = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? a[i] : b[i - n]) as number);
  const order = Int32Array.from(values, (_, i) => i).sort(
    (i, j) => (values[i] as number) - (values[j] as number),
  );
  const ends = Uint8Array.from(order, (i, at) => Number(values[order[at + 1] as number] !== values[i]));
  const signs = new Int8Array(n).fill(1);
  const distance = () => {
    let sum = 0;
    let most = 0;
    for (let at = 0; at < order.length; at++) {
      const i = order[at] as number;
      sum += i < n ? (signs[i] as number) : -(signs[i - n] as number);
      if (ends[at] === 1 && Math.abs(sum) > most) most = Math.abs(sum);
    }
    return most;
  };
  const observed = distance();
  let larger = 0;
  let equal = 0;
  for (let k = 0; k < SWAPS; k++) {
    for (let i = 0; i < n; i++) signs[i] = rng.bits() & 1 ? 1 : -1;
    const other = distance();
    if (other > observed) larger++;
    else if (other === observed) equal++;
  }
  return (1 + larger + rng.int(equal + 1)) / (SWAPS + 1);
}
