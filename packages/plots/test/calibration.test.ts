import { describe, expect, it } from 'vitest';
import { coveragePlot, type Figure, type Mark, rankPlot, tarpPlot, toSvg } from '../src/index.ts';
import { coverageOf, exact, faultyRanks, tarpOf } from './calibration.ts';

const coverage = { levels: [0.5, 0.9], pairs: 10, joint: { covered: [4, 9] } };
const tarp = { alpha: [0, 0.5, 1], ecp: [0, 0.4, 1], pairs: 20 };

function bandOf(figure: Figure, panel = 0): Extract<Mark, { type: 'band' }> {
  const band = figure.panels[panel]?.marks.find((mark) => mark.type === 'band');
  if (band?.type !== 'band') throw new Error('no band');
  return band;
}

describe('a rank plot', () => {
  it('says which parameters leave the band', () => {
    const faults = { alpha: exact, beta: { scale: 0.7, shift: 0 }, gamma: { scale: 1, shift: 0.3 } };
    const figure = rankPlot({ ranks: faultyRanks(400, 199, faults, 1), draws: 199 });
    expect(figure.description).toContain('inside the band: α; outside the band: β, γ.');
    expect(figure.panels.map(({ caption }) => caption?.[0]?.text.map(({ text }) => text).join(''))).toEqual([
      'α',
      'β · outside',
      'γ · outside',
    ]);
  });

  it.each([2, 4, 10])('has %i panels in as many columns as asked for, of either kind', (count) => {
    const table = faultyRanks(
      100,
      99,
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, exact])),
      2,
    );
    for (const columns of [2, 3, 4]) {
      for (const kind of ['ecdf', 'histogram'] as const) {
        const { panels } = rankPlot({ ranks: table, draws: 99 }, { columns, kind });
        expect(panels.map(({ cell }) => cell)).toEqual(
          Array.from({ length: count }, (_, i) => [Math.floor(i / columns), i % columns]),
        );
        for (const { cell, x, y } of panels) {
          expect(y.side).toBe(cell[1] === 0 ? 'left' : undefined);
          expect(x.side).toBe(
            panels.some((other) => other.cell[0] === cell[0] + 1 && other.cell[1] === cell[1])
              ? undefined
              : 'bottom',
          );
        }
      }
    }
  });

  it('keeps the bars’ share of each bin: their mean over the ranks is 1', () => {
    const figure = rankPlot(
      { ranks: faultyRanks(200, 100, { a: { scale: 2, shift: 0 } }, 3), draws: 100 },
      { kind: 'histogram', bins: 7 },
    );
    const line = figure.panels[0]?.marks.find((mark) => mark.type === 'line');
    if (line?.type !== 'line') throw new Error('no line');
    let area = 0;
    for (let i = 0; i < line.x.length; i += 2)
      area += ((line.x[i + 1] ?? 0) - (line.x[i] ?? 0)) * (line.y[i] ?? 0);
    expect(area).toBeCloseTo(1, 12);
  });

  it('gives posteriors with other numbers of runs a band each', () => {
    const set = (runs: number) => ({ ranks: faultyRanks(runs, 99, { a: exact }, runs), draws: 99 });
    const marks = rankPlot({ few: set(50), many: set(500) }).panels[0]?.marks.filter(
      ({ type }) => type === 'band',
    );
    expect(marks?.map((mark) => 'tone' in mark && mark.tone)).toEqual(['draws-0', 'draws-1']);
  });

  it('is drawn of one run, one draw, and a hundred thousand runs', () => {
    for (const one of [
      { ranks: [0], draws: 1 },
      { ranks: [5], draws: 10 },
    ]) {
      expect(toSvg(rankPlot(one))).not.toMatch(/NaN|Infinity/);
      expect(toSvg(rankPlot(one, { kind: 'histogram' }))).not.toMatch(/NaN|Infinity/);
    }
    const many = {
      data: Float32Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 1001),
      rows: 100_000,
      columns: 1,
    };
    const figure = rankPlot({ ranks: many, draws: 1000 });
    expect(figure.description).toContain('inside the band: θ₁.');
    expect(Math.max(...Array.from(bandOf(figure).high))).toBeLessThan(0.01);
  });
});

describe('a coverage plot', () => {
  it('has the numbers of the 90 % regions as text', () => {
    const figure = coveragePlot(coverage);
    expect(toSvg(figure)).toContain('>90\u00a0%: 90\u00a0%<');
    expect(figure.description).toContain(
      'joint: regions of 90\u00a0% hold 90\u00a0% of the truths, inside the band.',
    );
  });

  it('takes the band of exact counts, place by place if asked', () => {
    const narrow = bandOf(
      coveragePlot({ levels: [0.9], pairs: 500, joint: { covered: [450] } }, { band: 'pointwise' }),
    );
    expect(Array.from(narrow.low)).toEqual([0, 436 / 500, 1]);
    expect(Array.from(narrow.high)).toEqual([0, 463 / 500, 1]);
    const many = coverageOf(500, { a: exact }, 1);
    const [whole, single] = [coveragePlot(many), coveragePlot(many, { band: 'pointwise' })].map((figure) =>
      bandOf(figure),
    );
    for (let i = 1; i <= many.levels.length; i++)
      expect(whole?.high[i] as number).toBeGreaterThanOrEqual(single?.high[i] as number);
  });

  it('shows all parameters at once, then each, or some', () => {
    const three = coverageOf(100, { alpha: exact, beta: exact, gamma: exact }, 1);
    const names = (figure: Figure) => figure.panels.map(({ caption }) => caption?.[0]?.text[0]?.text);
    expect(names(coveragePlot(three))).toEqual(['joint', 'α', 'β', 'γ']);
    expect(names(coveragePlot(three, { subset: ['gamma', 0] }))).toEqual(['joint', 'γ', 'α']);
    expect(names(coveragePlot(three, { subset: [] }))).toEqual(['joint']);
    const { joint: _, ...alone } = three;
    expect(names(coveragePlot(alone, { labels: ['a', 'b', 'c'] }))).toEqual(['a', 'b', 'c']);
  });

  it('says too narrow below the diagonal and too wide above it', () => {
    for (const kind of ['curve', 'difference'] as const) {
      const { marks } = coveragePlot(coverage, { kind }).panels[0] as Figure['panels'][number];
      const at = (word: string): number | undefined => {
        const found = marks.find((mark) => mark.type === 'words' && mark.text[0]?.text === word);
        return found?.type === 'words' ? found.at[1] : undefined;
      };
      expect([at('too wide'), at('too narrow')]).toEqual([1, 0]);
    }
  });
});

describe('a TARP plot', () => {
  // Words stand above and below the line on either half; the curve of a fault must run towards its own.
  it.each([
    ['too narrow', 0.5],
    ['too wide', 2],
  ])('runs towards the words %s when it is', (word, scale) => {
    const { marks } = tarpPlot(tarpOf(1000, 200, { scale, shift: 0 }, 1))
      .panels[0] as Figure['panels'][number];
    const line = marks.find((mark) => mark.type === 'line');
    if (line?.type !== 'line') throw new Error('no line');
    const y = Array.from(line.y);
    const right = y
      .slice(y.length / 2)
      .reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
    const words = marks.find(
      (mark) => mark.type === 'words' && mark.at[0] === 1 && mark.at[1] === (right > 0 ? 1 : 0),
    );
    expect(words?.type === 'words' && words.text[0]?.text).toBe(word);
    expect(Math.abs(right)).toBeGreaterThan(0.05);
  });

  it('has no band where the number of pairs is not known', () => {
    const { pairs: _, ...bare } = tarp;
    const figure = tarpPlot(bare);
    expect(figure.panels[0]?.marks.some(({ type }) => type === 'band')).toBe(false);
    expect(figure.notes).toBeUndefined();
  });
});
