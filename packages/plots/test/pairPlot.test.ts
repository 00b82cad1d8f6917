import { describe, expect, it } from 'vitest';
import { type Figure, type Mark, type PanelKind, type PanelKinds, pairPlot, toSvg } from '../src/index.ts';
import { gaussian, normals, table, uniforms } from './draws.ts';

const kinds: readonly PanelKind[] = ['contour', 'histogram', 'kde', 'scatter'];
const uniform = uniforms(1);
/** Three parameters that cannot be taken for one another: about 0, about 10, about 20. */
const apart = table(400, () => [uniform(), 10 + uniform(), 20 + uniform()]);

function panelAt(figure: Figure, row: number, column: number): Figure['panels'][number] {
  const panel = figure.panels.find(({ cell }) => cell[0] === row && cell[1] === column);
  if (panel === undefined) throw new Error(`no panel at ${row}, ${column}`);
  return panel;
}

/** Every x and y that a mark draws. */
function places(mark: Mark): { xs: number[]; ys: number[] } {
  if (mark.type === 'region') {
    const corners = mark.rings.flat();
    return { xs: corners.map(([x]) => x), ys: corners.map(([, y]) => y) };
  }
  if (mark.type === 'cells' || mark.type === 'dots')
    return { xs: Array.from(mark.x), ys: Array.from(mark.y) };
  return mark.type === 'marker' ? { xs: [mark.x], ys: [mark.y] } : { xs: [], ys: [] };
}

describe.each(kinds)('draws, points, limits and labels of a %s', (kind) => {
  const limits = [
    [-1, 2],
    [9, 12],
    [19, 22],
  ] as const;
  const figure = pairPlot(apart, { upper: kind, lower: kind, limits, points: [0.5, 10.5, 20.5] });

  it.each([
    [0, 1],
    [0, 2],
    [1, 2],
    [1, 0],
    [2, 0],
    [2, 1],
  ])('land together at row %i, column %i', (row, column) => {
    const panel = panelAt(figure, row, column);
    expect(panel.x.domain).toEqual(limits[column]);
    expect(panel.y.domain).toEqual(limits[row]);
    expect(panel.marks.length).toBeGreaterThan(1);
    for (const mark of panel.marks) {
      const { xs, ys } = places(mark);
      expect(xs.length).toBeGreaterThan(0);
      // A kernel reaches past the draws, not past the next parameter.
      for (const x of xs) expect(Math.abs(x - (10 * column + 0.5))).toBeLessThan(1.5);
      for (const y of ys) expect(Math.abs(y - (10 * row + 0.5))).toBeLessThan(1.5);
    }
    if (row === 2) expect(panel.x.label).toEqual([{ text: 'θ' }, { text: String(column + 1), shift: 'sub' }]);
    if (column === 0) expect(panel.y.label).toEqual([{ text: 'θ' }, { text: String(row + 1), shift: 'sub' }]);
  });
});

describe('the orientation of a plane', () => {
  it('is that of the draws: a slope above the diagonal is its mirror below', () => {
    const normal = normals(1);
    const line = table(500, () =>
      [normal(), normal()].map((value, i, all) => (i === 0 ? value : 2 * (all[0] as number) + 0.01 * value)),
    );
    const figure = pairPlot(line, { upper: 'scatter', lower: 'scatter' });
    for (const [row, column, slope] of [
      [0, 1, 0.5],
      [1, 0, 2],
    ] as const) {
      const [dots] = panelAt(figure, row, column).marks;
      if (dots?.type !== 'dots') throw new Error('no dots');
      for (let i = 0; i < dots.x.length; i++)
        expect(Math.abs((dots.y[i] as number) - slope * (dots.x[i] as number))).toBeLessThan(0.1);
    }
  });
});

describe('limits', () => {
  it('may be one pair for all, or one in a list', () => {
    for (const limits of [[-1, 30], [[-1, 30]]] as const) {
      expect(
        pairPlot(apart, { limits }).panels.every(({ x }) => x.domain[0] === -1 && x.domain[1] === 30),
      ).toBe(true);
    }
  });

  it('take in all sample sets and points when not given, with a margin', () => {
    const figure = pairPlot(
      [
        apart,
        [
          [-5, 10, 20],
          [-4, 11, 21],
        ],
      ],
      { points: [0, 10, 40] },
    );
    const [first, , third] = [0, 1, 2].map((i) => panelAt(figure, i, i).x.domain);
    expect(first?.[0]).toBeLessThanOrEqual(-5 - 0.05 * 5);
    expect(third?.[1]).toBeGreaterThanOrEqual(40 + 0.05 * 20);
  });
});

describe('subset', () => {
  const named = { ...apart, names: ['a', 'b', 'c'] };

  it('takes columns or names, in the order given, with their own limits, points and labels', () => {
    for (const subset of [
      [2, 0],
      ['c', 'a'],
    ]) {
      const figure = pairPlot(named, {
        subset,
        limits: [
          [0, 1],
          [10, 11],
          [20, 21],
        ],
        points: [0.1, 10.1, 20.1],
      });
      expect(figure.panels.length).toBe(3);
      const panel = panelAt(figure, 0, 1);
      expect([panel.x.domain, panel.y.domain]).toEqual([
        [0, 1],
        [20, 21],
      ]);
      expect(panel.marks.at(-1)).toMatchObject({ type: 'marker', x: 0.1, y: 20.1 });
      expect(figure.title).toBe('Posterior draws of c, a');
    }
  });

  it('finds labels where the table has no names', () => {
    expect(pairPlot(apart, { subset: ['beta'], labels: ['alpha', 'beta', 'gamma'] }).title).toBe(
      'Posterior draws of β',
    );
  });
});

describe('rows that are not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'such as %d are left out of all panels and counted',
    (bad) => {
      const rows = [
        [1, 2],
        [2, bad],
        [3, 4],
        [bad, 5],
        [5, 6],
      ];
      const figure = pairPlot(rows, { upper: 'scatter' });
      const [dots] = panelAt(figure, 0, 1).marks;
      expect(dots).toMatchObject({ type: 'dots', x: Float64Array.of(2, 4, 6), y: Float64Array.of(1, 3, 5) });
      expect(figure.description).toContain('3 draws (2 more left out for NaN or infinity)');
      expect(toSvg(figure)).toContain('3 draws (2 not finite)');
    },
  );
});

describe('kinds', () => {
  const choices: readonly PanelKinds[] = [...kinds, 'none', ['scatter', 'contour']];

  it.each(choices)('%s can be above and below, also of separate values', (kind) => {
    const normal = normals(3);
    const sets = [1, 2].map(() =>
      table(60, () => [normal(), Math.round(normal()), Math.round(2 * normal())]),
    );
    const figure = pairPlot(sets, { upper: kind, lower: kind, discrete: [1, 2] });
    expect(figure.panels.length).toBe(kind === 'none' ? 3 : 9);
    expect(toSvg(figure)).not.toContain('NaN<');
    const hasRegions = figure.panels.some(({ marks }) =>
      marks.some((mark) => mark.type === 'region' && mark.level),
    );
    expect(hasRegions).toBe(false);
  });

  it.each(['kde', 'histogram', 'scatter', 'none'] as const)('%s can be on the diagonal', (kind) => {
    const figure = pairPlot(apart, { diagonal: kind });
    const types = panelAt(figure, 0, 0).marks.map(({ type }) => type);
    const expected = { kde: 'area', histogram: 'area', scatter: 'strokes', none: undefined }[kind];
    expect(types[0]).toBe(expected);
  });

  it('draw separate values as bars of their shares', () => {
    const figure = pairPlot([[0], [0], [1], [0]], { discrete: [0] });
    const [bars] = panelAt(figure, 0, 0).marks;
    expect(bars?.type === 'area' && Math.max(...Array.from(bars.y))).toBe(0.75);
  });
});

describe('a sample set of one parameter', () => {
  it('may be a list of numbers, of rows, or a table', () => {
    const values = Float32Array.from({ length: 50 }, (_, i) => i);
    const figures = [
      values,
      Array.from(values, (value) => [value]),
      { data: values, rows: 50, columns: 1 },
    ].map((samples) => pairPlot(samples));
    expect(figures[1]).toEqual(figures[0]);
    expect(figures[2]).toEqual(figures[0]);
    expect(figures[0]?.panels.length).toBe(1);
  });
});

describe('a figure', () => {
  it('has square panels of one size and fits its paper, whatever the shape asked for', () => {
    for (const [width, height] of [
      [480, 480],
      [900, 300],
      [300, 900],
    ] as const) {
      const { panels } = pairPlot(apart, { width, height });
      for (const { frame } of panels) {
        expect(frame[2]).toBe(frame[3]);
        expect([
          frame[0] >= 0,
          frame[1] >= 0,
          frame[0] + frame[2] <= width,
          frame[1] + frame[3] <= height - 36,
        ]).toEqual([true, true, true, true]);
      }
      expect(new Set(panels.map(({ frame }) => frame[2])).size).toBe(1);
    }
  });

  it('is the same from the same draws, which it leaves as they were', () => {
    const samples = gaussian(500, [0, 1], 1, 1);
    const before = Float32Array.from(samples.data);
    expect(pairPlot(samples)).toEqual(pairPlot(samples));
    expect(toSvg(pairPlot(samples))).toBe(toSvg(pairPlot(samples)));
    expect(samples.data).toEqual(before);
  });

  it('shows a leaking posterior as it is: bounds that draws lie beyond are none', () => {
    const leaking = gaussian(500, [0, 0], 1, 1);
    expect(pairPlot(leaking, { bounds: [0, 5] })).toEqual(
      pairPlot(leaking, { bounds: [Number.NEGATIVE_INFINITY, 5] }),
    );
    expect(pairPlot(leaking, { bounds: [-9, 9] })).toEqual(pairPlot(leaking));
  });

  it('is drawn of a constant, of a single draw, and of a million', () => {
    expect(toSvg(pairPlot(table(50, (i) => [1, i])))).toContain('50 draws');
    expect(toSvg(pairPlot([[1, 2]]))).toContain('1 draw<');
    const many = { data: new Float32Array(3e6).map((_, i) => Math.sin(i * i)), rows: 1e6, columns: 3 };
    expect(toSvg(pairPlot(many, { upper: 'scatter' })).length).toBeLessThan(300_000);
    expect(toSvg(pairPlot(many))).toContain('1,000,000 draws');
  });

  it.each([1e-12, 1e12])('is the same picture at a scale of %d', (unit) => {
    const samples = gaussian(500, [3, 4], 1, 1);
    const data = Float64Array.from(samples.data, (value) => value * unit);
    const paths = (figure: Figure): string[] => toSvg(figure).match(/ d="[^"]*"/g) ?? [];
    const options = { numbers: false, labels: ['aaa', 'bbb'] };
    const [plain, scaled] = [pairPlot(samples, options), pairPlot({ ...samples, data }, options)];
    expect(scaled.panels[0]?.x.ticks.map(({ label }) => label)).toEqual(
      plain.panels[0]?.x.ticks.map(({ label }) => label),
    );
    expect(paths(scaled).length).toBe(paths(plain).length);
    expect(toSvg(scaled)).toContain(unit > 1 ? ' / 10¹²' : ' / 10⁻¹²');
  });

  it('writes the numbers where they fit, and a legend in any case', () => {
    const roomy = toSvg(pairPlot(apart, { points: [0, 10, 20] }));
    expect(roomy).toContain('90\u00a0% interval');
    const full = toSvg(pairPlot(apart, { points: [0, 10, 20], lower: 'contour' }));
    expect(full).not.toContain('90\u00a0% interval');
    for (const svg of [roomy, full])
      for (const word of ['truth', '>50<', '>80<', '>95\u00a0%<']) expect(svg).toContain(word);
    expect(toSvg(pairPlot(apart, { numbers: false }))).not.toContain('mean ± sd');
    expect(toSvg(pairPlot(apart, { notes: ['acceptance 98 %'] }))).toContain('acceptance 98 %');
  });
});
