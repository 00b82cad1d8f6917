import { describe, expect, it } from 'vitest';
import { type Figure, type Mark, predictivePlot, toSvg, toTerminal } from '../src/index.ts';
import { countInside, fan } from '../src/statistics/fan.ts';
import { summarize } from '../src/statistics/summary.ts';
import { normals } from './draws.ts';

const draws = Array.from({ length: 101 }, (_, i) => [i, 10 + i, 200 - i, 300 - i]);

function marks<Kind extends Mark['type']>(
  figure: Figure,
  kind: Kind,
  panel = 0,
): Extract<Mark, { type: Kind }>[] {
  return (figure.panels[panel]?.marks ?? []).filter(
    (mark): mark is Extract<Mark, { type: Kind }> => mark.type === kind,
  );
}

describe('a fan', () => {
  it('has the quantiles of every place by itself', () => {
    const columns = [0, 1].map((k) => summarize(Float64Array.from(draws, (row) => row[k] as number)));
    const { median, ribbons } = fan(columns, [0.5, 0.9]);
    expect(Array.from(median)).toEqual([50, 60]);
    expect(ribbons.map(({ low, high }) => [Array.from(low), Array.from(high)])).toEqual([
      [
        [25, 35],
        [75, 85],
      ],
      [
        [expect.closeTo(5, 10), expect.closeTo(15, 10)],
        [expect.closeTo(95, 10), expect.closeTo(105, 10)],
      ],
    ]);
  });

  it('counts what lies inside, of what is there', () => {
    const columns = Array.from({ length: 4 }, () =>
      summarize(Float64Array.from(draws, ([value]) => value as number)),
    );
    expect(countInside(fan(columns, [0.5]), [50, 25, 10, Number.NaN])).toEqual({ inside: [2], count: 3 });
  });

  it('holds of further draws the share it names', () => {
    const normal = normals(4);
    const places = 400;
    const columns = Array.from({ length: places }, () =>
      summarize(Float64Array.from({ length: 4000 }, normal)),
    );
    const { inside } = countInside(
      fan(columns, [0.95, 0.8, 0.5]),
      Float64Array.from({ length: places }, normal),
    );
    // Four standard errors of each share.
    for (const [k, level] of [0.95, 0.8, 0.5].entries())
      expect(Math.abs((inside[k] as number) / places - level)).toBeLessThan(
        4 * Math.sqrt((level * (1 - level)) / places),
      );
  });
});

describe('a predictive plot', () => {
  it('takes a series time by time: a panel a channel', () => {
    const figure = predictivePlot(draws, [50, 60, 150, 250], {
      channels: ['a', 'b'],
      at: [3, 7],
      levels: [0.5],
    });
    expect(
      marks(figure, 'band', 0).map(({ x, low, high }) => [x, low, high].map((list) => Array.from(list))),
    ).toEqual([
      [
        [3, 7],
        [25, 125],
        [75, 175],
      ],
    ]);
    expect(marks(figure, 'dots', 0).map(({ x, y }) => [x, y])).toEqual([
      [
        [3, 7],
        [50, 150],
      ],
    ]);
    expect(marks(figure, 'dots', 1).map(({ y }) => y)).toEqual([[60, 250]]);
    expect(figure.panels.map(({ y }) => y.label?.[0]?.text)).toEqual(['a', 'b']);
    expect(figure.description).toContain('Of 4 observed values 4 in the ribbon of 50\u00a0%.');
  });

  it('shows every observed value, and leaves out what is missing', () => {
    const figure = predictivePlot(draws, [500, Number.NaN, -100, 250]);
    expect(marks(figure, 'dots')[0]?.x).toEqual([1, 3, 4]);
    const [low, high] = figure.panels[0]?.y.domain ?? [0, 0];
    expect(low).toBeLessThan(-100);
    expect(high).toBeGreaterThan(500);
    expect(toTerminal(figure).match(/●/g)?.length).toBe(4); // three values, and the legend
  });

  it('needs nothing observed, and one value is enough', () => {
    expect(marks(predictivePlot(draws), 'dots')).toEqual([]);
    const single = predictivePlot([[1], [2], [3]], [2.5]);
    expect(marks(single, 'intervals')).toHaveLength(3);
    expect(toSvg(single)).not.toMatch(/NaN|Infinity/);
  });

  it('is drawn of constants, one draw, draws that are not finite, and a million of them', () => {
    const broken = [...draws, [Number.NaN, 1, 2, 3]];
    expect(predictivePlot(broken).description).toContain('101 draws (1 more left out for NaN or infinity).');
    const many = { data: new Float32Array(1_000_000).map((_, i) => Math.sin(i)), rows: 500_000, columns: 2 };
    for (const figure of [
      predictivePlot([
        [1, 1],
        [1, 1],
      ]),
      predictivePlot([[0, 0]]),
      predictivePlot(many, [0, 0]),
    ])
      expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
  });

  it('draws the widest ribbon of each of several posteriors', () => {
    const figure = predictivePlot({ a: draws, b: draws.map((row) => row.map((value) => value + 5)) });
    expect(marks(figure, 'band').map(({ tone, level }) => [tone, level])).toEqual([
      ['draws-0', 0.95],
      ['draws-1', 0.95],
    ]);
    expect(toSvg(figure)).toContain('95\u00a0% of the draws at each place, and their median');
  });
});
