import { describe, expect, it } from 'vitest';
import { binomialInterval, binomialWeights } from '../src/statistics/binomial.ts';
import { rankBins, rankCurve, rankHistogram, rankPlaces } from '../src/statistics/ranks.ts';
import { ecdfBand, histogramBand, pointwiseBand } from '../src/statistics/simultaneous.ts';
import { type Gate, passProbability } from '../src/statistics/walk.ts';
import { uniforms } from './draws.ts';

describe('binomial probabilities', () => {
  it('are those of Pascal’s triangle', () => {
    const { first, values } = binomialWeights(4, 0.25);
    expect(first).toBe(0);
    expect(Array.from(values, (p) => p * 256).map(Math.round)).toEqual([81, 108, 54, 12, 1]);
  });

  // scipy.stats.binom.ppf([0.025, 0.975], n, p), SciPy 1.17.
  it.each([
    [500, 0.9, 436, 463],
    [500, 0.5, 228, 272],
    [100, 0.05, 1, 10],
    [1_000_000, 0.3, 299_102, 300_898],
    [1, 0.5, 0, 1],
  ])('of %i trials at %d have the central interval %i to %i', (n, p, low, high) => {
    expect(binomialInterval(n, p, 0.025)).toEqual([low, high]);
  });

  it('have exact intervals: at most the tail lies outside on either side, and no narrower one does', () => {
    for (const [n, p, tail] of [
      [20, 0.3, 0.05],
      [7, 0.9, 0.1],
      [200, 0.01, 0.025],
    ] as const) {
      const { first, values } = binomialWeights(n, p);
      const at = (k: number): number => values[k - first] ?? 0;
      const sum = (from: number, to: number): number => {
        let total = 0;
        for (let k = from; k <= to; k++) total += at(k);
        return total;
      };
      const [low, high] = binomialInterval(n, p, tail);
      expect(sum(0, low - 1)).toBeLessThan(tail);
      expect(sum(0, low)).toBeGreaterThanOrEqual(tail);
      expect(sum(high + 1, n)).toBeLessThanOrEqual(tail);
      expect(sum(high, n)).toBeGreaterThan(tail);
    }
  });

  it('are certain at 0 and 1', () => {
    expect([binomialInterval(9, 0, 0.1), binomialInterval(9, 1, 0.1)]).toEqual([
      [0, 0],
      [9, 9],
    ]);
  });
});

describe('the probability to pass all gates', () => {
  const cells = [0.2, 0.5, 0.3];

  it('is that of counting every way to fall', () => {
    const totals: readonly Gate[] = [
      [0, 2],
      [1, 3],
      [4, 4],
    ];
    const steps: readonly Gate[] = [
      [0, 1],
      [1, 3],
      [1, 2],
    ];
    expect(passProbability(4, cells, { totals })).toBeCloseTo(enumerated(4, cells, totals, undefined), 12);
    expect(passProbability(4, cells, { steps })).toBeCloseTo(enumerated(4, cells, undefined, steps), 12);
    expect(passProbability(4, cells, { totals, steps })).toBeCloseTo(enumerated(4, cells, totals, steps), 12);
  });

  it('is 1 without gates, and 0 through a closed one', () => {
    expect(passProbability(50, cells, {})).toBeCloseTo(1, 12);
    expect(passProbability(50, cells, { totals: [[51, 60]] })).toBe(0);
  });
});

/** Ways of `n` numbers to fall into cells, one by one. */
function enumerated(
  n: number,
  cells: readonly number[],
  totals: readonly Gate[] | undefined,
  steps: readonly Gate[] | undefined,
): number {
  let sum = 0;
  for (let code = 0; code < cells.length ** n; code++) {
    const counts = cells.map(() => 0);
    let p = 1;
    for (let i = 0, rest = code; i < n; i++, rest = Math.floor(rest / cells.length)) {
      const cell = rest % cells.length;
      counts[cell] = (counts[cell] as number) + 1;
      p *= cells[cell] as number;
    }
    const running = counts.map((_, i) => counts.slice(0, i + 1).reduce((a, b) => a + b));
    if (isWithin(running, totals) && isWithin(counts, steps)) sum += p;
  }
  return sum;
}

function isWithin(counts: readonly number[], gates: readonly Gate[] | undefined): boolean {
  return counts.every((count, i) => count >= (gates?.[i]?.[0] ?? 0) && count <= (gates?.[i]?.[1] ?? count));
}

describe.each([
  { runs: 100, draws: 99 },
  { runs: 500, draws: 1000 },
  { runs: 30, draws: 10 },
])('bands of $runs uniform ranks among $draws draws', ({ runs, draws }) => {
  const repetitions = 2000;
  // Four standard errors of a share of 0.95 among so many repetitions.
  const slack = 4 * Math.sqrt((0.95 * 0.05) / repetitions);
  const uniform = uniforms(11);
  const sets = Array.from({ length: repetitions }, () =>
    Float64Array.from({ length: runs }, () => Math.floor((draws + 1) * uniform())),
  );

  it('hold the whole distribution function in 95 of 100 repetitions, or a little more where counts are coarse', () => {
    const { z } = rankCurve(sets[0] as Float64Array, draws);
    const band = ecdfBand(runs, z, 0.95);
    const cells = z.map((place, i) => place - (z[i - 1] ?? 0));
    const exact = passProbability(runs, cells, { totals: band });
    const held = sets.filter((ranks) => isWithin(rankCurve(ranks, draws).counts, band)).length / repetitions;
    expect(exact).toBeGreaterThanOrEqual(0.95);
    expect(Math.abs(held - exact)).toBeLessThan(slack);
    expect(held).toBeLessThan(0.95 + slack + 0.03);
    const alone = pointwiseBand(runs, z, 0.95);
    const together = sets.filter((ranks) => isWithin(rankCurve(ranks, draws).counts, alone)).length;
    expect(together / repetitions).toBeLessThan(0.9);
  });

  it('hold all bars of the histogram likewise', () => {
    const bins = rankBins(runs, draws);
    const { cells } = rankHistogram(sets[0] as Float64Array, draws, bins);
    const band = histogramBand(runs, cells, 0.95);
    const exact = passProbability(runs, cells, { steps: band });
    const inside = sets.filter((ranks) => isWithin(rankHistogram(ranks, draws, bins).counts, band)).length;
    expect(exact).toBeGreaterThanOrEqual(0.95);
    expect(Math.abs(inside / repetitions - exact)).toBeLessThan(slack);
  });
});

describe('bands of very many runs', () => {
  it('have the tails of fewer: they still hold with the probability they name', () => {
    const z = rankPlaces(20).map((k) => k / 21);
    const cells = z.map((place, i) => place - (z[i - 1] ?? 0));
    const held = passProbability(20_000, cells, { totals: ecdfBand(20_000, z, 0.95) });
    expect(Math.abs(held - 0.95)).toBeLessThan(0.004);
    expect(ecdfBand(1_000_000, z, 0.95)).toHaveLength(20);
  });
});

describe('ranks', () => {
  it('are counted below every place they can have', () => {
    const { z, counts } = rankCurve(Float64Array.of(0, 0, 1, 3, 3, 2), 3);
    expect(z).toEqual([0.25, 0.5, 0.75]);
    expect(counts).toEqual([2, 3, 4]);
  });

  it('fall into bins of whole ranks, each with its own probability', () => {
    expect(rankHistogram(Float64Array.of(0, 1, 2, 3, 4, 4), 4, 2)).toEqual({
      edges: [0, 3, 5],
      counts: [3, 3],
      cells: [0.6, 0.4],
    });
  });

  it('have bins of equal width where the draws allow it', () => {
    expect([rankBins(500, 999), rankBins(500, 1000), rankBins(500, 100), rankBins(5, 1000)]).toEqual([
      25, 13, 25, 1,
    ]);
  });
});
