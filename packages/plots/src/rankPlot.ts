import type { Caption, Figure, Mark, Panel } from './figure.ts';
import { checkText } from './input/input.ts';
import { chooseColumns, type NameOptions, readLabels } from './input/names.ts';
import { type RankSet, type Ranks, readRanks } from './input/ranks.ts';
import type { Several } from './input/several.ts';
import { readChoice, readCount, readLevel, readSize, type SizeOptions } from './input/size.ts';
import { header } from './layout/header.ts';
import { multiples, uprightRoom } from './layout/multiples.ts';
import {
  type Banded,
  bandMark,
  type Expectation,
  ecdfCurve,
  ecdfExpectation,
  histogramCurve,
  histogramExpectation,
  ranksOf,
  shareOutside,
} from './marks/rankMarks.ts';
import { bandKey } from './notes/bandKey.ts';
import { setKeys } from './notes/setKeys.ts';
import { verdict } from './notes/verdict.ts';
import { makeScale } from './scale.ts';
import { rankBins } from './statistics/ranks.ts';
import { fit } from './text/measure.ts';
import { formatCount, formatPercent } from './text/number.ts';
import { plainText, type Text, words } from './text/text.ts';

/** What `rankPlot` takes. */
export interface RankPlotOptions extends NameOptions, SizeOptions {
  /** `ecdf` (default): the distribution function less the uniform one. `histogram`: bars over their expectation. */
  readonly kind?: 'ecdf' | 'histogram';
  /** Probability that the band holds a whole curve of exact ranks. Default 0.95. */
  readonly level?: number;
  /** Bins of histograms. Default: 20 ranks a bin, 50 bins at most, of equal width where that is possible. */
  readonly bins?: number;
  /** Panels beside one another. Default: up to 4. */
  readonly columns?: number;
  /** Names of the posteriors for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

/** One parameter's curves, one a posterior. */
type Curves = readonly Banded[];

const where = 'rankPlot';
const captionHeight = 18;

/**
 * Ranks of simulation-based calibration: for each parameter the empirical distribution function of the ranks, less the
 * uniform one they have when the posterior is exact, with a band that holds the whole curve in 95 % of such cases.
 *
 * Above the line at small ranks and below it at large ones: the posterior is too narrow; the other way round, too wide.
 * Above throughout: its draws are too large; below throughout, too small. The band is exact for the number of runs
 * and draws (Säilynoja, Bürkner and Vehtari 2022) and holds for each parameter by itself.
 *
 * @param sbc ranks `{ ranks, draws }` with one row a run and one column a parameter, or a list or record of these
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { rankPlot, toSvg } from '@sbi/plots';
 * const ranks = Array.from({ length: 200 }, (_, i) => [(7 * i) % 100, (11 * i) % 100]);
 * console.log(toSvg(rankPlot({ ranks, draws: 99 })).slice(0, 4)); // → <svg
 */
export function rankPlot(sbc: Several<Ranks>, options: RankPlotOptions = {}): Figure {
  const sets = readRanks(sbc, options.legend, where);
  const [first] = sets as [RankSet];
  const chosen = chooseColumns(first.table, options, where);
  const labels = readLabels(first.table, chosen, options, where);
  const kind = readChoice(options.kind, ['ecdf', 'histogram'], 'kind', where);
  const level = readLevel(options.level, 0.95, 'level', where);
  const columns = readCount(options.columns, Math.min(4, chosen.length), [1, 16], 'columns', where);
  const [width] = readSize(options, chosen.length === 1 ? 320 : 480, 480, where);
  checkText(options.title, 'title', where);
  const curves = curvesOf(sets, chosen, kind, level, options.bins);
  const isAlike = sets.every(({ table, draws }) => table.rows === first.table.rows && draws === first.draws);
  const pairs = sets.map(({ table }) => ({ pairs: table.rows }));
  const top = header(options.title, [...setKeys(sets), ...bandKey(pairs, 'simultaneous', level)], width);
  const y = uprightScale(curves, kind);
  const { side, labelOffset } = uprightRoom([y]);
  const height = options.height === undefined ? undefined : readSize(options, 480, 480, where)[1];
  const shape = {
    count: chosen.length,
    columns,
    width,
    height,
    panelHeight: chosen.length === 1 ? 200 : 100,
  };
  const layout = multiples(
    { ...shape, top: top.bottom, caption: captionHeight, side, isShared: true },
    where,
  );
  return {
    width,
    height: layout.height,
    title: options.title ?? `Ranks of ${labels.map(plainText).join(', ')}`,
    ...top.heading,
    description: describe(sets, labels, curves, kind, level),
    panels: curves.map((some, i): Panel => {
      const frame = layout.frame(i);
      const bottom = layout.isBottom(i) ? { side: 'bottom' as const, label: words('rank / draws') } : {};
      return {
        cell: layout.cell(i),
        frame,
        x: makeScale({ domain: [0, 1], length: frame[2], count: 3, ...bottom }),
        y: layout.isLeft(i) ? { ...y, labelOffset } : { domain: y.domain, ticks: [] },
        marks: marksOf(sets, some, kind, isAlike),
        caption: captionOf(labels[i] as Text, some, frame[2]),
      };
    }),
    ...top.notes,
  };
}

/** Every parameter's curves; bands are computed once for each number of runs and draws. */
function curvesOf(
  sets: readonly RankSet[],
  chosen: readonly number[],
  kind: 'ecdf' | 'histogram',
  level: number,
  wanted: number | undefined,
): Curves[] {
  const made = new Map<string, Expectation>();
  const binsOf = ({ table, draws }: RankSet): number =>
    readCount(wanted, rankBins(table.rows, draws), [1, Math.min(400, draws + 1)], 'bins', where);
  const expected = (set: RankSet): Expectation => {
    const key = `${set.table.rows} ${set.draws}`;
    const band =
      made.get(key) ??
      (kind === 'ecdf'
        ? ecdfExpectation(set.table.rows, set.draws, level)
        : histogramExpectation(set.table.rows, set.draws, binsOf(set), level));
    made.set(key, band);
    return band;
  };
  return chosen.map((column) =>
    sets.map((set) => {
      const ranks = ranksOf(set, column);
      const y = kind === 'ecdf' ? ecdfCurve(ranks, set.draws) : histogramCurve(ranks, set.draws, binsOf(set));
      return { ...expected(set), y };
    }),
  );
}

/** One range for all panels, the line of uniform ranks in its middle, or the bars' foot at its end. */
function uprightScale(curves: readonly Curves[], kind: 'ecdf' | 'histogram'): Panel['y'] {
  const all = curves.flat().flatMap(({ y, low, high }) => [...y, ...low, ...high]);
  const top = 1.08 * all.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const domain = kind === 'ecdf' ? ([-top, top] as const) : ([0, top] as const);
  const label = words(kind === 'ecdf' ? 'Δ ECDF' : 'density');
  return makeScale({ domain, length: 100, count: 3, label, side: 'left' });
}

function marksOf(
  sets: readonly RankSet[],
  curves: Curves,
  kind: 'ecdf' | 'histogram',
  isAlike: boolean,
): Mark[] {
  const bands = isAlike
    ? [bandMark(curves[0] as Banded)]
    : curves.map((curve, i) => bandMark(curve, sets[i]?.tone, 0.12));
  const rule: Mark = { type: 'rule', axis: 'y', at: kind === 'ecdf' ? 0 : 1, tone: 'axis', dash: 2 };
  const lines = curves.map(
    ({ x, y }, i): Mark => ({
      type: 'line',
      x,
      y,
      tone: sets[i]?.tone ?? 'draws-0',
      dash: sets[i]?.dash ?? 0,
    }),
  );
  const areas =
    curves.length > 1 || kind === 'ecdf'
      ? []
      : curves.map(({ x, y }): Mark => ({ type: 'area', x, y, tone: 'draws-0', strength: 0.2 }));
  return [...bands, ...areas, rule, ...lines];
}

function captionOf(label: Text, curves: Curves, width: number): Caption[] {
  const isOut = curves.length === 1 && curves.some((curve) => shareOutside(curve) > 0);
  return [{ text: fit(verdict(label, isOut, width), width), tone: 'ink' }];
}

function describe(
  sets: readonly RankSet[],
  labels: readonly Text[],
  curves: readonly Curves[],
  kind: 'ecdf' | 'histogram',
  level: number,
): string {
  const shown =
    kind === 'ecdf'
      ? 'For each parameter the empirical distribution function of the ranks less the uniform one'
      : 'For each parameter a histogram of the ranks over its expectation';
  const verdicts = sets.map((set, k) => {
    const names = (isOut: boolean): string =>
      labels
        .filter((_, i) => shareOutside(curves[i]?.[k] as Banded) > 0 === isOut)
        .map(plainText)
        .join(', ');
    const [inside, outside] = [names(false), names(true)];
    const name = set.label === undefined ? '' : `${plainText(set.label)}: `;
    const runs = `${formatCount(set.table.rows)} ranks among ${formatCount(set.draws)} draws each`;
    const parts = [
      ...(inside === '' ? [] : [`inside the band: ${inside}`]),
      ...(outside === '' ? [] : [`outside the band: ${outside}`]),
    ];
    return `${name}${runs}; ${parts.join('; ')}.`;
  });
  const band = `with the band that holds it whole with a probability of ${formatPercent(level)} if the posterior is exact.`;
  return [`${shown}, ${band}`, ...verdicts].join(' ');
}
