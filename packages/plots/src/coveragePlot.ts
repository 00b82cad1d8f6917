import type { Caption, Figure, Mark, Panel } from './figure.ts';
import { type Coverage, type CurveSet, readCoverage } from './input/coverage.ts';
import { checkText } from './input/input.ts';
import { chooseColumns, type NameOptions, readLabels } from './input/names.ts';
import type { Several } from './input/several.ts';
import { readChoice, readCount, readLevel, readSize, type SizeOptions } from './input/size.ts';
import { header } from './layout/header.ts';
import { multiples, uprightRoom } from './layout/multiples.ts';
import {
  type BandKind,
  bandOf,
  type Calibrated,
  type CalibrationKind,
  calibrated,
  calibrationMarks,
  cornerWord,
  isOutside,
} from './marks/calibrationMarks.ts';
import { bandKey } from './notes/bandKey.ts';
import { setKeys } from './notes/setKeys.ts';
import { verdict } from './notes/verdict.ts';
import { makeScale } from './scale.ts';
import { fit } from './text/measure.ts';
import { formatCount, formatPercent } from './text/number.ts';
import { plainText, type Text, words } from './text/text.ts';

/** What `coveragePlot` and `tarpPlot` have in common. */
export interface CalibrationOptions extends SizeOptions {
  /** `curve`: over the diagonal. `difference`: less the diagonal, which shows small faults larger. */
  readonly kind?: CalibrationKind;
  /** `simultaneous` (default): holds the whole curve. `pointwise`: binomial intervals of each level by itself. */
  readonly band?: BandKind;
  /** Probability that the band holds the curve of an exact posterior. Default 0.95. */
  readonly level?: number;
  /** Names of the posteriors for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

/** What `coveragePlot` takes. */
export interface CoveragePlotOptions extends CalibrationOptions, NameOptions {
  /** Panels beside one another. Default: up to 4. */
  readonly columns?: number;
}

/** What one panel shows: all parameters at once, or one of them. */
interface Shown {
  readonly label: Text;
  readonly curves: readonly Calibrated[];
  /** The sets that have such a curve. */
  readonly sets: readonly CurveSet[];
}

const where = 'coveragePlot';

/**
 * How often credible regions hold the truth, against how often they should: one panel for regions of all parameters at
 * once, one for the intervals of each parameter.
 *
 * Below the diagonal the posterior is too narrow, above it too wide. The band is made of binomial intervals, wide enough
 * to hold the whole curve of an exact posterior in 95 % of cases (Säilynoja, Bürkner and Vehtari 2022).
 *
 * @param coverage counts `{ levels, pairs, joint?, parameters? }`, or a list or record of these
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { coveragePlot, toSvg } from '@sbi/plots';
 * const coverage = { levels: [0.5, 0.8, 0.9], pairs: 500, joint: { covered: [231, 377, 405] } };
 * console.log(toSvg(coveragePlot(coverage)).includes('too narrow')); // → true
 */
export function coveragePlot(coverage: Several<Coverage>, options: CoveragePlotOptions = {}): Figure {
  const sets = readCoverage(coverage, options.legend, where);
  const kind = readChoice(options.kind, ['curve', 'difference'], 'kind', where);
  const band = readChoice(options.band, ['simultaneous', 'pointwise'], 'band', where);
  const level = readLevel(options.level, 0.95, 'level', where);
  checkText(options.title, 'title', where);
  const shown = shownOf(sets, options, band, level);
  const columns = readCount(options.columns, Math.min(4, shown.length), [1, 16], 'columns', where);
  const [width] = readSize(options, shown.length === 1 ? 320 : 480, 480, where);
  const height = options.height === undefined ? undefined : readSize(options, 480, 480, where)[1];
  const top = header(options.title, [...setKeys(sets), ...bandKey(sets, band, level)], width);
  const y = uprightScale(shown, kind);
  const { side, labelOffset } = uprightRoom([y]);
  const isSingle = sets.length === 1;
  const layout = multiples(
    {
      count: shown.length,
      columns,
      width,
      height,
      panelHeight: 'square',
      top: top.bottom,
      caption: isSingle ? 34 : 18,
      side,
      isShared: true,
    },
    where,
  );
  return {
    width,
    height: layout.height,
    title: options.title ?? 'Coverage of credible regions',
    ...top.heading,
    description: describe(shown, band, level),
    panels: shown.map((one, i): Panel => {
      const frame = layout.frame(i);
      const bottom = layout.isBottom(i) ? { side: 'bottom' as const, label: words('credibility') } : {};
      return {
        cell: layout.cell(i),
        frame,
        x: makeScale({ domain: [0, 1], length: frame[2], count: 3, ...bottom }),
        y: layout.isLeft(i) ? { ...y, labelOffset } : { domain: y.domain, ticks: [] },
        marks: [...calibrationMarks(one.sets, one.curves, kind), ...wordMarks(kind)],
        caption: captionOf(one, isSingle, frame[2]),
      };
    }),
    ...top.notes,
  };
}

/** Above the diagonal regions hold too much, below it too little. */
function wordMarks(kind: CalibrationKind): Mark[] {
  return [
    cornerWord('too wide', 'upper left'),
    cornerWord('too narrow', kind === 'curve' ? 'lower right' : 'lower left'),
  ];
}

function shownOf(sets: readonly CurveSet[], options: NameOptions, kind: BandKind, level: number): Shown[] {
  const bands = sets.map((set) => bandOf(set, kind, level));
  const curve = (set: CurveSet, shares: readonly number[]): Calibrated =>
    calibrated(set, shares, bands[sets.indexOf(set)] ?? { low: undefined, high: undefined });
  const joint = sets.flatMap((set) => (set.joint === undefined ? [] : [{ set, shares: set.joint }]));
  const all: Shown[] =
    joint.length === 0
      ? []
      : [
          {
            label: words('joint'),
            sets: joint.map(({ set }) => set),
            curves: joint.map(({ set, shares }) => curve(set, shares)),
          },
        ];
  const first = sets.find(({ parameters }) => parameters.length > 0);
  if (first === undefined || options.subset?.length === 0) return all;
  const names = first.parameters.map(({ name }) => name);
  const table = { columns: names.length, names };
  const chosen = chooseColumns(table, options, where);
  const labels = readLabels(table, chosen, options, where);
  const singles = chosen.map((column, i): Shown => {
    const having = sets.flatMap((set) => {
      const found = set.parameters.find(({ name }) => name === names[column]);
      return found === undefined ? [] : [{ set, shares: found.shares }];
    });
    return {
      label: labels[i] as Text,
      sets: having.map(({ set }) => set),
      curves: having.map(({ set, shares }) => curve(set, shares)),
    };
  });
  return [...all, ...singles];
}

function uprightScale(shown: readonly Shown[], kind: CalibrationKind): Panel['y'] {
  if (kind === 'curve')
    return makeScale({ domain: [0, 1], length: 100, count: 3, label: words('coverage'), side: 'left' });
  const all = shown.flatMap(({ curves }) => curves);
  const far = all.flatMap(({ x, y, low, high }) =>
    [y, low, high].flatMap((values) => (values ?? []).map((value, i) => Math.abs(value - (x[i] ?? 0)))),
  );
  const most = 1.25 * far.reduce((top, value) => Math.max(top, value), 0.01);
  return makeScale({ domain: [-most, most], length: 100, count: 3, label: words('excess'), side: 'left' });
}

/** The panel's name; of one posterior also what its region of 90 % holds, or that of the nearest level. */
function captionOf({ label, curves }: Shown, isSingle: boolean, width: number): Caption[] {
  const [curve] = curves;
  if (!isSingle || curve === undefined) return [{ text: fit(label, width), tone: 'ink' }];
  const [level, share] = nearest(curve);
  const numbers = words(`${formatPercent(level)}: ${formatPercent(share)}`);
  return [
    { text: fit(verdict(label, isOutside(curve), width), width), tone: 'ink' },
    { text: fit(numbers, width), tone: 'axis' },
  ];
}

/** The level nearest to 90 %, and the share of truths that its regions hold. */
function nearest({ x, y }: Calibrated): readonly [level: number, share: number] {
  const inner = x.map((level, i) => [level, y[i] ?? 0] as const).filter(([level]) => level > 0 && level < 1);
  inner.sort((a, b) => Math.abs(a[0] - 0.9) - Math.abs(b[0] - 0.9));
  return inner[0] ?? [1, 1];
}

function describe(shown: readonly Shown[], band: BandKind, level: number): string {
  const parts = shown.flatMap(({ label, sets, curves }) =>
    curves.map((curve, i) => {
      const name = sets[i]?.label === undefined ? '' : `, ${plainText(sets[i]?.label ?? [])}`;
      const place =
        curve.low === undefined ? '' : isOutside(curve) ? ', outside the band' : ', inside the band';
      const [at, share] = nearest(curve);
      return `${plainText(label)}${name}: regions of ${formatPercent(at)} hold ${formatPercent(share)} of the truths${place}.`;
    }),
  );
  const pairs = shown[0]?.sets[0]?.pairs ?? 0;
  return [
    'Share of truths inside credible regions against the level of the regions, with the diagonal of an exact posterior,',
    `and a ${band} band of ${formatPercent(level)} for ${formatCount(pairs)} truths.`,
    ...parts,
  ].join(' ');
}
