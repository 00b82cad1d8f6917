import { binomialInterval } from './binomial.ts';
import { type Gate, passProbability } from './walk.ts';

/** Runs beyond which the tail probability is taken as that of so many: it has converged by then. */
const mostRuns = 4000;
const rounds = 16;

/**
 * Tail probability that a binomial interval must have at every place so that all of them together hold with probability
 * `level`: the largest one that suffices, found by bisection. At least that of Bonferroni's bound.
 *
 * @param holds probability that all intervals of a given tail hold
 */
function commonTail(level: number, count: number, holds: (tail: number) => number): number {
  let low = (1 - level) / (2 * count);
  let high = (1 - level) / 2;
  if (holds(high) >= level) return high;
  for (let i = 0; i < rounds; i++) {
    const middle = (low + high) / 2;
    if (holds(middle) >= level) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Band that holds the whole empirical distribution function of n uniform numbers with probability `level`: the counts
 * allowed below each place of `z`. Säilynoja, Bürkner and Vehtari 2022, *Graphical test for discrete uniformity and its
 * applications in goodness of fit evaluation and multiple sample comparison*, §2.2.
 *
 * @param z rising places between 0 and 1
 */
export function ecdfBand(n: number, z: readonly number[], level: number): Gate[] {
  const inner = z.filter((place) => place > 0 && place < 1);
  const cells = inner.map((place, i) => place - (inner[i - 1] ?? 0));
  const gates = (runs: number, tail: number): Gate[] =>
    inner.map((place) => binomialInterval(runs, place, tail));
  const runs = Math.min(n, mostRuns);
  const tail = commonTail(level, inner.length, (t) =>
    passProbability(runs, cells, { totals: gates(runs, t) }),
  );
  return z.map((place) => binomialInterval(n, place, tail));
}

/** Band that holds all bars of a histogram of n numbers with probability `level`: the counts allowed in each bin. */
export function histogramBand(n: number, cells: readonly number[], level: number): Gate[] {
  const gates = (runs: number, tail: number): Gate[] =>
    cells.map((cell) => binomialInterval(runs, cell, tail));
  const runs = Math.min(n, mostRuns);
  const tail = commonTail(level, cells.length, (t) =>
    passProbability(runs, cells, { steps: gates(runs, t) }),
  );
  return cells.map((cell) => binomialInterval(n, cell, tail));
}

/** Band that holds the distribution function at each place with probability `level`, place by place. */
export function pointwiseBand(n: number, z: readonly number[], level: number): Gate[] {
  return z.map((place) => binomialInterval(n, place, (1 - level) / 2));
}
