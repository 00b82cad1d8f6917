import { describe, expect, it } from 'vitest';
import {
  conditionalGrid,
  conditionalPairPlot,
  type Figure,
  priorPosteriorPlot,
  toSvg,
} from '../src/index.ts';
import { lineDensity, relativeDensity } from '../src/statistics/conditional.ts';
import { gaussian, table, uniforms } from './draws.ts';

describe('a conditional grid', () => {
  const grid = conditionalGrid([5, 6, 7], {
    limits: [
      [0, 1],
      [10, 20],
      [-1, 1],
    ],
    resolution: 2,
    subset: [2, 0],
  });
  const rows = Array.from({ length: grid.theta.rows }, (_, i) =>
    Array.from(grid.theta.data.subarray(3 * i, 3 * i + 3)),
  );

  it('has lines, then planes, at the middles of cells, all others at the condition', () => {
    expect(rows).toEqual([
      [5, 6, -0.5],
      [5, 6, 0.5],
      [0.25, 6, 7],
      [0.75, 6, 7],
      [0.25, 6, -0.5],
      [0.25, 6, 0.5],
      [0.75, 6, -0.5],
      [0.75, 6, 0.5],
    ]);
  });

  it('keeps the names', () => {
    expect(conditionalGrid([0], { limits: [0, 1], names: ['a'] }).theta.names).toEqual(['a']);
  });
});

describe('a density along a line', () => {
  it('has mass 1 and the quantiles of its cells', () => {
    const { x, y, interval, median } = lineDensity(Float64Array.of(1, 1, 2, 0), [0, 4], 0.5);
    expect(Array.from(x)).toEqual([0, 0.5, 1.5, 2.5, 3.5, 4]);
    expect(Array.from(y)).toEqual([0.25, 0.25, 0.25, 0.5, 0, 0]);
    expect([...interval, median]).toEqual([1, 2.5, 2]);
  });

  it('is that of a normal, whatever constant its logarithm lacks', () => {
    const count = 400;
    const log = Array.from({ length: count }, (_, i) => -5000 - 0.5 * (-6 + (12 * (i + 0.5)) / count) ** 2);
    const { interval, median, y } = lineDensity(relativeDensity(log) as Float64Array, [-6, 6], 0.9);
    expect(median).toBeCloseTo(0, 8);
    expect(interval[1]).toBeCloseTo(1.6449, 3);
    expect(Math.max(...y)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 4);
  });

  it('is none where the log-density is −∞ throughout', () => {
    expect(relativeDensity([Number.NEGATIVE_INFINITY])).toBeUndefined();
  });
});

/** Normal, means 0, covariance of sbi's test of conditional densities: two parameters, correlation 0.8. */
function correlated(rho: number, condition: readonly number[], subset?: readonly number[]) {
  const grid = conditionalGrid(condition, {
    limits: [-4, 4],
    resolution: 100,
    ...(subset === undefined ? {} : { subset }),
  });
  const values = Array.from({ length: grid.theta.rows }, (_, i) => {
    const [a = 0, b = 0] = grid.theta.data.subarray(2 * i, 2 * i + 2);
    return -0.5 * ((a * a + b * b - 2 * rho * a * b) / (1 - rho * rho));
  });
  return { grid, values };
}

describe('a conditional pair plot', () => {
  it('has the conditional mean and sd that theory gives', () => {
    const { grid, values } = correlated(0.8, [1, -0.5]);
    const { description } = conditionalPairPlot(grid, values);
    // θ₁ given θ₂ = −0.5: mean −0.4, sd 0.6; θ₂ given θ₁ = 1: mean 0.8.
    expect(description).toContain('θ₁ median −0.40, 90\u00a0% interval −1.39 to 0.59');
    expect(description).toContain('θ₂ median 0.80, 90\u00a0% interval −0.19 to 1.79');
  });

  // sbi's test_conditional_corrcoeff: the correlations of its two-dimensional normals.
  it.each([0.99, 0.95, 0])('has the conditional correlation %d', (rho) => {
    const { grid, values } = correlated(rho, [0.3, 0.2]);
    expect(conditionalPairPlot(grid, values).description).toContain(
      `Conditional correlations: θ₁ and θ₂ ${rho.toFixed(2)}.`,
    );
  });

  it('has the regions of a plane where they belong: the column’s parameter across', () => {
    for (const subset of [
      [0, 1],
      [1, 0],
    ]) {
      const picked = conditionalGrid([0, 0], { limits: [-4, 4], subset });
      const log = Array.from({ length: picked.theta.rows }, (_, i) => {
        const [a = 0, b = 0] = picked.theta.data.subarray(2 * i, 2 * i + 2);
        return -8 * (a - 1) ** 2 - 8 * (b + 2) ** 2;
      });
      const panel = conditionalPairPlot(picked, log).panels.find(
        ({ cell }) => cell[0] === 0 && cell[1] === 1,
      );
      const region = panel?.marks[0];
      if (region?.type !== 'region') throw new Error('no region');
      const mean = (axis: 0 | 1) =>
        region.rings.flat().reduce((sum, corner, _, all) => sum + corner[axis] / all.length, 0);
      const [across, up] = subset[1] === 1 ? [-2, 1] : [1, -2];
      expect(Math.abs(mean(0) - across)).toBeLessThan(0.05);
      expect(Math.abs(mean(1) - up)).toBeLessThan(0.05);
    }
  });

  it('holds in its regions the mass they name', () => {
    const { grid, values } = correlated(0, [0, 0]);
    const panel = conditionalPairPlot(grid, values, { credibility: [0.8] }).panels.find(
      ({ cell }) => cell[1] === 1 && cell[0] === 0,
    );
    const region = panel?.marks[0];
    if (region?.type !== 'region') throw new Error('no region');
    for (const [x, y] of region.rings.flat())
      expect(Math.hypot(x, y)).toBeCloseTo(Math.sqrt(-2 * Math.log(0.2)), 1);
  });

  it('is drawn of one parameter, of a plateau, and of a density with an edge', () => {
    const one = correlated(0.5, [0, 0], [1]);
    const grid = conditionalGrid([0, 0], { limits: [-1, 1] });
    const flat = new Float32Array(grid.theta.rows);
    const edged = Array.from({ length: grid.theta.rows }, (_, i) =>
      (grid.theta.data[2 * i] as number) <= 0 ? 0 : Number.NEGATIVE_INFINITY,
    );
    for (const figure of [
      conditionalPairPlot(one.grid, one.values),
      conditionalPairPlot(grid, flat),
      conditionalPairPlot(grid, { flat, edged }),
    ])
      expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
  });
});

describe('a plot of prior and posterior', () => {
  const uniform = uniforms(1);
  const prior = table(4000, () => [2 * uniform() - 1, 2 * uniform() - 1]);
  const captions = (figure: Figure) =>
    figure.panels.map(({ caption }) => caption?.map(({ text }) => text[0]?.text));

  it('says how far the posterior has contracted', () => {
    const figure = priorPosteriorPlot(prior, gaussian(4000, [0, 0.5], 0.1, 2));
    // 1 − 0.01 / (1/3) = 0.97.
    expect(captions(figure)).toEqual([
      ['0.00 ± 0.10', 'contraction 0.97'],
      ['0.50 ± 0.10', 'contraction 0.97'],
    ]);
    expect(figure.description).toContain('Contraction from prior to posterior: θ₁ 0.97, θ₂ 0.97.');
  });

  it('has the prior in grey under posteriors in their own colours, on one scale', () => {
    const figure = priorPosteriorPlot(prior, {
      a: gaussian(500, [0, 0], 0.1, 2),
      b: gaussian(500, [0, 0], 0.2, 3),
    });
    const lines = figure.panels[0]?.marks.flatMap((mark) => (mark.type === 'line' ? [mark.tone] : []));
    expect(lines).toEqual(['axis', 'draws-0', 'draws-1']);
    const labels = figure.notes?.lines.flatMap((line) =>
      line.type === 'keys' ? line.keys.map(({ label }) => label[0]?.text) : [],
    );
    expect(labels).toEqual(['prior', 'a', 'b']);
  });

  it('is drawn of constants and of separate values', () => {
    const figure = priorPosteriorPlot(
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      { discrete: [1] },
    );
    expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
    expect(captions(figure)[0]?.[1]).toBe('contraction –');
  });
});
