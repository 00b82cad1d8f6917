import { describe, expect, it } from 'vitest';
import { type Figure, type Mark, recoveryPlot, toSvg } from '../src/index.ts';
import { recovery } from '../src/statistics/recovery.ts';
import { summarize } from '../src/statistics/summary.ts';
import { recovered } from './calibration.ts';

function marks<Kind extends Mark['type']>(
  figure: Figure,
  kind: Kind,
  panel = 0,
): Extract<Mark, { type: Kind }>[] {
  return (figure.panels[panel]?.marks ?? []).filter(
    (mark): mark is Extract<Mark, { type: Kind }> => mark.type === kind,
  );
}

describe('recovery', () => {
  const at = (mean: number, scale: number) =>
    summarize(Float64Array.from({ length: 101 }, (_, i) => mean + (scale * (i - 50)) / 50));

  it('has medians, intervals, and counts what they hold', () => {
    const found = recovery(Float64Array.of(0, 1, 5), [at(0.5, 1), at(0, 1), at(5, 2)], 0.9);
    expect(Array.from(found.estimate)).toEqual([0.5, 0, 5]);
    expect(found.low[0]).toBeCloseTo(-0.4, 12);
    expect(found.high[2]).toBeCloseTo(6.8, 12);
    expect(found.covered).toBe(2);
  });

  it('contracts from the variance of the truths', () => {
    const truth = Float64Array.of(-1, 1);
    const posteriors = [at(-1, 1), at(1, 1)];
    const variance = (posteriors[0]?.sd ?? 0) ** 2;
    expect(recovery(truth, posteriors, 0.9).contraction).toBeCloseTo(1 - variance / 2, 12);
    expect(recovery(Float64Array.of(1, 1), posteriors, 0.9).contraction).toBeNaN();
  });

  it('of exact posteriors has the contraction and the coverage that theory gives', () => {
    const { truth, draws } = recovered(2000, 100, { a: 0.6 }, 5);
    const columns = draws.map(({ data }) => summarize(Float64Array.from(data)));
    const found = recovery(Float64Array.from(truth.data), columns, 0.9);
    const error = (sd: number): number => (4 * sd) / Math.sqrt(2000);
    // 1 − 0.6², where the variance of 2,000 truths has a relative sd of √(2 / 2000).
    expect(Math.abs(found.contraction - 0.64)).toBeLessThan(error(0.36 * Math.SQRT2));
    // From the 5.95th to the 95.05th of 100 draws lie 89.1 / 101 of the mass.
    const held = 89.1 / 101;
    expect(Math.abs(found.covered / 2000 - held)).toBeLessThan(error(Math.sqrt(held * (1 - held))));
    // √(1 − 0.6²), less half a per cent for the noise of the medians.
    expect(Math.abs(found.correlation - 0.797)).toBeLessThan(error(1 - 0.797 ** 2));
  });
});

describe('a recovery plot', () => {
  const truth = [
    [0, 10],
    [1, 20],
    [2, 30],
  ];
  const draws = truth.map(([a = 0, b = 0]) => [
    [a - 0.1, b + 5],
    [a, b + 6],
    [a + 0.1, b + 7],
  ]);

  it('has the truth across and the estimate upwards, on one range', () => {
    const figure = recoveryPlot(truth, draws, { labels: ['a', 'b'] });
    for (const { x, y } of figure.panels) expect(x.domain).toEqual(y.domain);
    expect(marks(figure, 'dots', 0).map(({ x, y }) => [Array.from(x), Array.from(y)])).toEqual([
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      [[], []],
    ]);
    expect(marks(figure, 'dots', 1)[1]).toMatchObject({ tone: 'point-0', y: Float64Array.of(16, 26, 36) });
    expect(figure.description).toContain('a 3 of 3 truths inside');
    expect(figure.description).toContain('b 0 of 3 truths inside');
  });

  it('sets several posteriors beside one another, a row a parameter, on one range', () => {
    const figure = recoveryPlot(truth, {
      x: draws,
      y: draws.map((rows) => rows.map((row) => row.map((v) => v * 2))),
    });
    expect(figure.panels.map(({ cell }) => cell)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(figure.panels[2]?.x.domain).toEqual(figure.panels[3]?.x.domain);
    expect(toSvg(figure)).toContain('>, </tspan>y</text>');
  });

  it('is drawn of one truth, of equal ones, of one draw, and of very many', () => {
    const many = Array.from({ length: 2000 }, (_, i) => [i / 100]);
    const figures = [
      recoveryPlot([[1]], [[[1]]]),
      recoveryPlot([[1], [1]], [[[1]], [[2]]]),
      recoveryPlot(
        many,
        many.map(([value = 0]) => [[value - 1], [value], [value + 1]]),
      ),
    ];
    for (const figure of figures) expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
    expect(figures[2]?.description).toContain('2,000 of 2,000 truths inside');
    expect(marks(figures[2] as Figure, 'intervals')[0]?.x.length).toBeLessThanOrEqual(300);
  });
});
