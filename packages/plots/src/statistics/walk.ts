import { binomialWeights } from './binomial.ts';

/** Where a count may be, both ends included. */
export type Gate = readonly [low: number, high: number];

/**
 * Probability that uniform numbers pass all gates: `n` of them fall into cells of the given probabilities (their sum at
 * most 1), and the count in each cell lies within `steps`, the count in it and all before it within `totals`.
 *
 * Exact, by recursion from cell to cell: of the n − j numbers not yet placed, each falls into the next cell with
 * probability qᵢ / (1 − q₁ − … − qᵢ₋₁). Säilynoja, Bürkner and Vehtari 2022, *Graphical test for discrete uniformity*, §2.2.
 */
export function passProbability(
  n: number,
  cells: readonly number[],
  gates: { readonly totals?: readonly Gate[]; readonly steps?: readonly Gate[] },
): number {
  let state: { first: number; values: Float64Array } = { first: 0, values: Float64Array.of(1) };
  let left = 1;
  for (const [i, cell] of cells.entries()) {
    const share = Math.min(1, cell / left);
    state = advance(n, state, share, gates.totals?.[i] ?? [0, n], gates.steps?.[i] ?? [0, n]);
    left -= cell;
  }
  return state.values.reduce((sum, p) => sum + p, 0);
}

/** Counts less likely than this are left out: they cannot change the fifth decimal of a probability. */
const negligible = 1e-14;

function advance(
  n: number,
  { first, values }: { first: number; values: Float64Array },
  share: number,
  total: Gate,
  step: Gate,
): { first: number; values: Float64Array } {
  const low = Math.max(total[0], first);
  const high = Math.min(total[1], n);
  const next = new Float64Array(Math.max(0, high - low + 1));
  for (const [i, p] of values.entries()) {
    if (p < negligible) continue;
    const from = first + i;
    if (share >= 1) {
      const isOpen = n <= high && n - from >= step[0] && n - from <= step[1];
      if (isOpen) next[n - low] = (next[n - low] ?? 0) + p;
      continue;
    }
    const { first: least, values: weights } = binomialWeights(n - from, share);
    const begin = Math.max(least, step[0], low - from);
    const end = Math.min(least + weights.length - 1, step[1], high - from);
    for (let k = begin; k <= end; k++) {
      next[from + k - low] = (next[from + k - low] ?? 0) + p * (weights[k - least] ?? 0);
    }
  }
  return trimmed(low, next);
}

/** Without the counts at both ends that cannot be. */
function trimmed(first: number, values: Float64Array): { first: number; values: Float64Array } {
  let start = 0;
  let stop = values.length;
  while (start < stop && (values[start] ?? 0) < negligible) start++;
  while (stop > start && (values[stop - 1] ?? 0) < negligible) stop--;
  return { first: first + start, values: values.subarray(start, stop) };
}
