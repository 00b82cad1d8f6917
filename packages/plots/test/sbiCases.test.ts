import { describe, expect, it } from 'vitest';
import { type Figure, lightTheme, marginalPlot, pairPlot, toSvg, toTerminal } from '../src/index.ts';
import { gaussian, table, uniforms } from './draws.ts';

// What sbi's tests/plot_test.py asks of pairplot, and more: the axis swap that passes there does not pass here
// (pairPlot.test.ts looks where the draws land).
const one = gaussian(200, [0], 1, 1);
const three = gaussian(200, [0, 1, 2], 1, 1);
const kinds = ['contour', 'histogram', 'kde', 'scatter', 'none'] as const;

describe('pair plots as sbi tests them', () => {
  it('are drawn of one parameter, and of two sample sets', () => {
    expect(pairPlot(one).panels).toHaveLength(1);
    expect(pairPlot([three, gaussian(100, [0, 1, 2], 1, 2)]).panels).toHaveLength(6);
  });

  it('have square panels', () => {
    for (const { frame } of pairPlot(three, { lower: 'scatter', width: 700, height: 400 }).panels)
      expect(frame[2]).toBe(frame[3]);
  });

  it.each(kinds)('draw separate values whatever the kind, here %s', (kind) => {
    const uniform = uniforms(2);
    const mixed = table(300, () => [Math.floor(4 * uniform()), uniform()]);
    const figure = pairPlot(mixed, {
      discrete: [0],
      upper: kind,
      diagonal: kind === 'contour' ? 'kde' : kind,
    });
    expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
  });

  it('keep the labels under a lower triangle when the last parameter is left out', () => {
    const figure = pairPlot(three, {
      subset: [0, 1],
      labels: ['a', 'b', 'c'],
      lower: 'scatter',
      upper: 'none',
    });
    const bottom = figure.panels.filter(({ cell }) => cell[0] === 1);
    expect(bottom.map(({ x }) => x.label?.[0]?.text)).toEqual(['a', 'b']);
  });
});

describe('several sample sets', () => {
  const other = gaussian(100, [0, 1, 2], 1, 2);

  it('may be a record, whose keys are the legend', () => {
    const list = pairPlot([three, other], { legend: ['maf', 'nsf'] });
    expect(pairPlot({ maf: three, nsf: other })).toEqual(list);
    expect(pairPlot({ maf: three, nsf: other }, { legend: ['a', 'b'] })).not.toEqual(list);
    expect(toTerminal(marginalPlot({ maf: three, nsf: other }))).toContain('── maf  ╌╌ nsf');
  });

  it('are told apart by line style where colours come round again', () => {
    const figure = pairPlot(Array.from({ length: 8 }, (_, i) => gaussian(20, [i], 1, i)));
    const looks = figure.panels[0]?.marks.flatMap((mark) =>
      mark.type === 'line'
        ? [`${Number(mark.tone.slice(6)) % lightTheme.draws.length} ${(mark.dash ?? 0) % 4}`]
        : [],
    );
    expect(new Set(looks).size).toBe(8);
  });
});

describe('ticks', () => {
  const across = (figure: Figure) =>
    figure.panels.filter(({ x }) => x.side).map(({ x }) => x.ticks.map(({ at }) => at));

  it('may be places: one list for all, or one a parameter', () => {
    expect(across(pairPlot(three, { limits: [-5, 5], ticks: [-5, 0, 5] }))).toEqual([
      [-5, 0, 5],
      [-5, 0, 5],
      [-5, 0, 5],
    ]);
    expect(across(pairPlot(three, { limits: [-5, 5], ticks: [[0], [1], [9, 2]] }))).toEqual([[0], [1], [2]]);
    expect(across(marginalPlot(three, { limits: [-5, 5], ticks: [3, -3], subset: [1] }))).toEqual([[-3, 3]]);
  });
});
