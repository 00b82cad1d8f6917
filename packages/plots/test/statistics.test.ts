import { describe, expect, it } from 'vitest';
import { heightAt } from '../src/marks/curve.ts';
import { bandwidth, ruleOfThumb } from '../src/statistics/bandwidth.ts';
import { credibleThresholds, regionAbove } from '../src/statistics/credible.ts';
import { correlation, density1d, density2d, type Surface } from '../src/statistics/density.ts';
import { frequencies, histogram, leastGap } from '../src/statistics/histogram.ts';
import { planeDensity, planeFactor } from '../src/statistics/planeDensity.ts';
import { smoother } from '../src/statistics/smooth.ts';
import { type Column, centralInterval, quantile, summarize } from '../src/statistics/summary.ts';
import { normals, uniforms } from './draws.ts';

const open = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Draws at equal steps of the distribution function: the distribution without its noise. */
function uniformGrid(count: number, low: number, high: number): Column {
  return summarize(Float64Array.from({ length: count }, (_, i) => low + ((i + 0.5) / count) * (high - low)));
}

function normalColumn(count: number, seed: number, loc = 0, scale = 1): Column {
  const normal = normals(seed);
  return summarize(Float64Array.from({ length: count }, () => loc + scale * normal()));
}

describe('summaries', () => {
  it('interpolates quantiles between order statistics', () => {
    const column = summarize(Float64Array.of(4, 1, 3, 2));
    expect([0, 0.25, 0.5, 1].map((p) => quantile(column, p))).toEqual([1, 1.75, 2.5, 4]);
    const [low, high] = centralInterval(summarize(Float64Array.from({ length: 101 }, (_, i) => i)), 0.9);
    expect([low, high].map(Math.round)).toEqual([5, 95]);
    expect(Math.abs(low - 5) + Math.abs(high - 95)).toBeLessThan(1e-12);
  });

  it('gives mean and standard deviation with n − 1, and leaves the draws in their order', () => {
    const values = Float64Array.of(4, 1, 3, 2);
    const column = summarize(values);
    expect(column.mean).toBeCloseTo(2.5, 14);
    expect(column.sd).toBeCloseTo(Math.sqrt(5 / 3), 14);
    expect([...values]).toEqual([4, 1, 3, 2]);
  });

  it.each([1e-200, 1e200])('neither overflows nor vanishes at a scale of %d', (unit) => {
    const { mean, sd } = summarize(Float64Array.of(1, 2, 3, 4).map((value) => value * unit));
    expect(mean / unit).toBeCloseTo(2.5, 12);
    expect(sd / unit).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });

  it('has no spread for a single draw or a constant', () => {
    expect(summarize(Float64Array.of(0.1))).toMatchObject({ mean: 0.1, sd: 0 });
    expect(summarize(Float64Array.of(0.1, 0.1, 0.1))).toMatchObject({ mean: 0.1, sd: 0 });
  });
});

describe('histogram', () => {
  it('counts each draw once, the greatest in the last bin', () => {
    const { edges, heights } = histogram(summarize(Float64Array.of(0, 0.5, 1, 1.5, 2, 4)), [0, 4], 4);
    expect([...edges]).toEqual([0, 1, 2, 3, 4]);
    expect([...heights].map((height) => height * 6)).toEqual([2, 2, 1, 1]);
  });

  it('has bins of the width 2·IQR·n^(−1/3), over the draws inside the limits', () => {
    const column = uniformGrid(1000, 0, 1);
    const inside = (column.sorted.at(-1) as number) - (column.sorted[0] as number);
    expect(histogram(column, [-5, 5]).heights.length).toBe(Math.ceil(inside / (2 * 0.4995 * 0.1)));
    const half = histogram(column, [0.5, 5]);
    expect(half.edges[0]).toBeCloseTo(0.5005, 10);
    const share =
      half.heights.reduce((sum, height) => sum + height, 0) * ((half.edges[1] as number) - 0.5005);
    expect(share).toBeCloseTo(0.5, 10);
  });

  it('puts a constant into one bin, and nothing where no draw is', () => {
    expect(histogram(summarize(Float64Array.of(3, 3, 3)), [0, 5]).heights.length).toBe(1);
    expect([...histogram(summarize(Float64Array.of(3, 3.5)), [4, 5]).heights]).toEqual([0]);
  });

  it('counts repeated values', () => {
    const { values, shares } = frequencies(summarize(Float64Array.of(2, 1, 2, 5)));
    expect([[...values], [...shares]]).toEqual([
      [1, 2, 5],
      [0.25, 0.5, 0.25],
    ]);
    expect(leastGap(values, [0, 10])).toBe(1);
    expect(leastGap(Float64Array.of(7), [0, 10])).toBe(1);
  });
});

describe('smoothing', () => {
  const grid = { low: 0, high: 1, count: 60, closedLow: true, closedHigh: true };

  it('keeps constants and slopes up to closed ends, and the sum', () => {
    for (const shape of [(_: number) => 1, (i: number) => 1 + i]) {
      const values = Float64Array.from({ length: 60 }, (_, i) => shape(i));
      const smooth = values.slice();
      smoother(grid, 4)(smooth, { start: 0, stride: 1 });
      for (const [i, value] of smooth.entries()) expect(value / (values[i] as number)).toBeCloseTo(1, 9);
    }
  });

  it('sags to the half at an end that is not closed', () => {
    const values = new Float64Array(60).fill(1);
    smoother({ ...grid, closedLow: false }, 4)(values, { start: 0, stride: 1 });
    expect((values[0] as number) / (values[30] as number)).toBeGreaterThan(0.5);
    expect((values[0] as number) / (values[30] as number)).toBeLessThan(0.6);
  });

  it('is a Gaussian of the given width inside', () => {
    const values = new Float64Array(61);
    values[30] = 1;
    smoother({ ...grid, count: 61 }, 3)(values, { start: 0, stride: 1 });
    for (const k of [0, 1, 3, 6]) {
      const exact = Math.exp(-0.5 * (k / 3) ** 2) / (3 * Math.sqrt(2 * Math.PI));
      expect(values[30 + k]).toBeCloseTo(exact, 4);
    }
  });

  it('walks any lane of a larger array and leaves the rest', () => {
    const values = Float64Array.from({ length: 180 }, (_, i) => (i % 3 === 1 && i === 91 ? 1 : 0.5));
    smoother(grid, 2)(values, { start: 1, stride: 3 });
    expect(values.filter((_, i) => i % 3 !== 1).every((value) => value === 0.5)).toBe(true);
  });
});

describe('density of one parameter', () => {
  it('of a uniform is flat up to its bounds, with no mass beyond', () => {
    const column = uniformGrid(100_000, -2, 2);
    const { x, y } = density1d(column, 0.2, [-2, 2], [-3, 3]);
    expect([x[0], x.at(-1)]).toEqual([-2, 2]);
    for (const height of y) expect(height).toBeCloseTo(0.25, 2);
  });

  it('of a uniform without bounds sags at the edge', () => {
    const curve = density1d(uniformGrid(100_000, -2, 2), 0.2, open, [-3, 3]);
    expect(heightAt(curve, -2)).toBeCloseTo(0.125, 2);
  });

  it('keeps the slope of a density that rises to the wall', () => {
    const column = summarize(
      Float64Array.from({ length: 100_000 }, (_, i) => Math.sqrt((i + 0.5) / 100_000)),
    );
    const { x, y } = density1d(column, 0.05, [0, 1], [0, 1]);
    for (const [i, height] of y.entries()) expect(Math.abs(height - 2 * (x[i] as number))).toBeLessThan(0.03);
  });

  it('of a normal is the normal widened by the bandwidth', () => {
    const { x, y } = density1d(normalColumn(200_000, 1), 0.3, open, [-5, 5]);
    const sd = Math.sqrt(1 + 0.09);
    const deviation = y.map((height, i) => Math.abs(height - normalDensity((x[i] as number) / sd) / sd));
    // Standard error of the estimate at the mode: sqrt(f R(K) / (n h)) = 0.0014; five of them.
    expect(Math.max(...deviation)).toBeLessThan(0.007);
  });

  it('is empty where the window holds no draws', () => {
    expect([...density1d(normalColumn(100, 1), 0.1, open, [50, 60]).y]).toEqual([0, 0]);
  });
});

describe('bandwidth', () => {
  it('is the best one for a normal, 1.06 σ n^(−1/5), to a seventh', () => {
    for (const seed of [1, 2, 3]) {
      const h = bandwidth(normalColumn(10_000, seed, 5, 2), open) / (1.06 * 2 * 10_000 ** -0.2);
      expect(Math.abs(h - 1)).toBeLessThan(0.15);
    }
  });

  it('finds narrow modes far apart, which the rule of thumb smears', () => {
    const near = normalColumn(5000, 1, -10, 0.1).values;
    const far = normalColumn(5000, 2, 10, 0.1).values;
    const both = summarize(Float64Array.of(...near, ...far));
    const best = 1.06 * 0.1 * 5000 ** -0.2;
    expect(ruleOfThumb(both)).toBeGreaterThan(20 * best);
    expect(bandwidth(both, open)).toBeLessThan(8 * best);
  });

  it('falls back on the rule of thumb for few draws, and is 0 for a constant', () => {
    const few = normalColumn(20, 1);
    expect(bandwidth(few, open)).toBe(ruleOfThumb(few));
    expect(bandwidth(summarize(new Float64Array(100).fill(3)), open)).toBe(0);
  });

  it('scales with the draws', () => {
    const h = bandwidth(normalColumn(1000, 1), open);
    expect(bandwidth(normalColumn(1000, 1, 0, 1e12), open) / 1e12).toBeCloseTo(h, 6);
    expect(bandwidth(normalColumn(1000, 1, 0, 1e-12), open) / 1e-12).toBeCloseTo(h, 6);
  });
});

describe('regions of highest density', () => {
  const edges = Float64Array.from({ length: 161 }, (_, i) => -4 + i / 20);
  const centre = (i: number): number => -4 + (i + 0.5) / 20;
  const values = Float64Array.from(
    { length: 160 * 160 },
    (_, i) => (normalDensity(centre(i % 160)) * normalDensity(centre(Math.floor(i / 160)))) / 400,
  );
  const surface: Surface = { x: edges, y: edges, values };
  const levels = [0.5, 0.8, 0.95];

  it('of a normal have the density (1 − p) of the peak', () => {
    const peak = 1 / (2 * Math.PI) / 400;
    for (const [k, threshold] of credibleThresholds(values, levels).entries()) {
      expect(threshold / peak).toBeCloseTo(1 - (levels[k] as number), 2);
    }
  });

  it('of a normal are circles of radius √(−2 ln(1 − p))', () => {
    for (const [k, threshold] of credibleThresholds(values, levels).entries()) {
      const rings = regionAbove(surface, threshold);
      expect(rings.length).toBe(1);
      const radius = Math.sqrt(-2 * Math.log(1 - (levels[k] as number)));
      for (const [x, y] of rings[0] ?? []) expect(Math.abs(Math.hypot(x, y) - radius)).toBeLessThan(0.02);
    }
  });

  it('estimated from draws hold the share they say, of other draws', () => {
    for (const seed of [1, 2, 3]) {
      const columns = [normalColumn(10_000, seed), normalColumn(10_000, seed + 50)] as const;
      const h = columns.map((column) => bandwidth(column, open)) as [number, number];
      const plane = planeDensity(columns, h, [open, open], 0.95);
      const fresh = [normals(seed + 100), normals(seed + 150)] as const;
      for (const [k, threshold] of credibleThresholds(plane.values, levels).entries()) {
        const radii = regionAbove(plane, threshold).flatMap((ring) => ring.map(([x, y]) => Math.hypot(x, y)));
        const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
        const inside = Array.from({ length: 10_000 }, () => Math.hypot(fresh[0](), fresh[1]()) <= mean);
        const share = inside.filter(Boolean).length / 10_000;
        // Smoothing with a quarter of an sd turns mass p into 1 − (1 − p)^1.0625, 0.022 more at most; then 4 sd of the count.
        expect(Math.abs(share - (levels[k] as number))).toBeLessThan(0.022 + 4 * 0.005);
      }
    }
  });

  it('reach a wall and stop there', () => {
    const uniform = uniforms(1);
    const column = (): Column => summarize(Float64Array.from({ length: 5000 }, () => uniform()));
    const plane = density2d(
      [column(), column()],
      [0.1, 0.1],
      [
        [0, 1],
        [0, 1],
      ],
    );
    const all = regionAbove(plane, (credibleThresholds(plane.values, [0.95])[0] as number) / 2).flat();
    const xs = all.map(([x]) => x);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([0, 1]);
  });

  it('follow a narrow ridge', () => {
    const a = normalColumn(10_000, 1);
    const noise = normals(2);
    const b = summarize(a.values.map((value) => value + 0.1 * noise()));
    const h = [a, b].map((column) => bandwidth(column, open)) as [number, number];
    const plane = planeDensity([a, b], h, [open, open], 0.95);
    const threshold = credibleThresholds(plane.values, [0.95])[0] as number;
    const across = regionAbove(plane, threshold)
      .flat()
      .map(([x, y]) => Math.abs(y - x) / 0.1);
    expect(Math.max(...across)).toBeLessThan(1.35 * Math.sqrt(-2 * Math.log(0.05)));
  });

  it('of skewed draws do not break into islands', () => {
    const normal = normals(9);
    const squares = summarize(Float64Array.from({ length: 20_000 }, () => normal() ** 2));
    const products = summarize(Float64Array.from({ length: 20_000 }, () => normal() * normal()));
    const h = [squares, products].map((column) => bandwidth(column, open)) as [number, number];
    const plane = planeDensity([squares, products], h, [open, open], 0.95);
    for (const threshold of credibleThresholds(plane.values, levels)) {
      expect(regionAbove(plane, threshold).length).toBeLessThanOrEqual(3);
    }
  });

  it('use bandwidths that shrink with correlation', () => {
    const a = normalColumn(1000, 1);
    expect(correlation(a, summarize(a.values.map((value) => -3 * value)))).toBeCloseTo(-1, 12);
    expect(planeFactor([a, a])).toBeLessThan(0.1 * planeFactor([a, normalColumn(1000, 2)]));
    expect(correlation(a, summarize(new Float64Array(1000)))).toBe(0);
  });
});

function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
