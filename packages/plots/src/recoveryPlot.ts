import type { Caption, Figure, Key, Mark, Panel, Tone } from './figure.ts';
import { checkText } from './input/input.ts';
import type { NameOptions } from './input/names.ts';
import { type Batches, type RecoveryInput, readRecovery } from './input/recoveryInput.ts';
import { readCount, readLevel, readSize, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { header } from './layout/header.ts';
import { multiples, uprightRoom } from './layout/multiples.ts';
import { setKeys } from './notes/setKeys.ts';
import { makeScale } from './scale.ts';
import type { Recovery } from './statistics/recovery.ts';
import { fit } from './text/measure.ts';
import { fixed, formatCount, formatPercent } from './text/number.ts';
import { join, plainText, type Text, words } from './text/text.ts';

/** What `recoveryPlot` takes. */
export interface RecoveryPlotOptions extends NameOptions, SizeOptions {
  /** Mass of the intervals. Default 0.9. */
  readonly level?: number;
  /** Panels beside one another. Default: up to 3, or one a posterior. */
  readonly columns?: number;
  /** Names of the posteriors for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

const where = 'recoveryPlot';
const captionLine = 16;
/** More intervals than this in one panel hide one another. */
const mostIntervals = 300;

/**
 * True parameters against what was found of them: for each parameter the posterior median and its 90 % interval at
 * every truth, over the diagonal on which both are the same. Intervals that miss their truth are drawn in another
 * colour.
 *
 * Above each panel stand the contraction, 1 − mean posterior variance / variance of the truths (1 when the data tell all,
 * 0 when they tell nothing), and how many of the intervals hold their truth. Several posteriors stand beside one
 * another, a row a parameter.
 *
 * @param truth parameters drawn from the prior: a table [N, D], or a list of rows
 * @param draws posterior draws for each of them: N tables [draws, D], as `sampleBatched` returns them, or a record of
 * such lists to compare
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { recoveryPlot, toSvg } from '@sbi/plots';
 * const truth = [[0], [1], [2]];
 * const draws = truth.map(([value]) => [[value - 0.1], [value + 0.2], [value]]);
 * console.log(toSvg(recoveryPlot(truth, draws)).includes('contraction')); // → true
 */
export function recoveryPlot(truth: Series, draws: Batches, options: RecoveryPlotOptions = {}): Figure {
  const level = readLevel(options.level, 0.9, 'level', where);
  const input = readRecovery(truth, draws, options, level, where);
  const { labels, looks } = input;
  checkText(options.title, 'title', where);
  const shown = shownOf(input);
  const most = looks.length > 1 ? Math.min(4, looks.length) : Math.min(3, labels.length);
  const columns = readCount(options.columns, most, [1, 16], 'columns', where);
  const [width] = readSize(options, columns === 1 ? 320 : 480, 480, where);
  const height = options.height === undefined ? undefined : readSize(options, 480, 480, where)[1];
  const top = header(options.title, keysOf(input, level), width);
  const length = width / columns - 50;
  const { side, labelOffset } = uprightRoom(
    shown.map(({ domain }) => makeScale({ domain, length, count: 3, side: 'left' })),
  );
  const shape = { count: shown.length, columns, width, height, panelHeight: 'square', side } as const;
  const layout = multiples(
    { ...shape, top: top.bottom, caption: 3 * captionLine + 2, isShared: false },
    where,
  );
  return {
    width,
    height: layout.height,
    title: options.title ?? `Truths and estimates of ${labels.map(plainText).join(', ')}`,
    ...top.heading,
    description: describe(input, level),
    panels: shown.map((one, i): Panel => {
      const frame = layout.frame(i);
      const { domain } = one;
      const name = { label: words('truth'), side: 'bottom' } as const;
      return {
        cell: layout.cell(i),
        frame,
        x: makeScale({ domain, length: frame[2], count: 3, ...name }),
        y: { ...makeScale({ domain, length: frame[3], count: 3, side: 'left' }), labelOffset },
        marks: marksOf(one),
        caption: captionOf(one, frame[2]),
      };
    }),
    ...top.notes,
  };
}

/** What one panel shows: one parameter of one posterior. Those of one parameter share their range. */
interface Shown {
  readonly label: Text;
  readonly one: Recovery;
  readonly tone: Tone;
  readonly domain: readonly [number, number];
}

function shownOf({ labels, looks, found }: RecoveryInput): Shown[] {
  return labels.flatMap((name, i) => {
    const same = found.map((posterior) => posterior[i] as Recovery);
    const domain = rangeOf(same);
    return same.map((one, k): Shown => {
      const { label: posterior, tone = 'draws-0' } = looks[k] ?? {};
      const label = posterior === undefined ? name : join(name, words(', '), posterior);
      return { label, one, tone, domain };
    });
  });
}

/** From the least to the greatest that is drawn, the same across and upwards. */
function rangeOf(shown: readonly Recovery[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { truth, low: lows, high: highs } of shown) {
    for (const [i, value] of truth.entries()) {
      low = Math.min(low, value, lows[i] ?? value);
      high = Math.max(high, value, highs[i] ?? value);
    }
  }
  const pad = high - low > Math.abs(high) * 1e-12 ? 0.04 * (high - low) : 0.1 * Math.abs(high) || 1;
  return [low - pad, high + pad];
}

function marksOf({ one, tone, domain }: Shown): Mark[] {
  const all = Array.from(one.truth, (_, i) => i);
  const every = Math.ceil(all.length / mostIntervals);
  const drawn = all.filter((i) => i % every === 0);
  const strength = Math.max(0.25, Math.min(0.7, 5 / Math.sqrt(drawn.length)));
  const misses = (i: number): boolean =>
    (one.truth[i] ?? 0) < (one.low[i] ?? 0) || (one.truth[i] ?? 0) > (one.high[i] ?? 0);
  const part = (rows: readonly number[], colour: Tone, weight: number, size: number): Mark[] => {
    const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i] ?? 0);
    const x = pick(one.truth);
    return [
      { type: 'intervals', x, low: pick(one.low), high: pick(one.high), tone: colour, strength: weight },
      { type: 'dots', x, y: pick(one.estimate), tone: colour, strength: 1, size },
    ];
  };
  return [
    { type: 'line', x: domain, y: domain, tone: 'axis', dash: 2 },
    ...part(
      drawn.filter((i) => !misses(i)),
      tone,
      strength,
      drawn.length > 150 ? 2 : 3,
    ),
    ...part(drawn.filter(misses), 'point-0', Math.min(1, strength + 0.25), 4),
  ];
}

function captionOf({ label, one: { contraction, covered, truth } }: Shown, width: number): Caption[] {
  const inside = `${formatCount(covered)} of ${formatCount(truth.length)} inside`;
  return [
    { text: fit(label, width), tone: 'ink' },
    { text: fit(words(`contraction ${numberText(contraction)}`), width), tone: 'axis' },
    { text: fit(words(inside), width), tone: 'axis' },
  ];
}

/** Two decimals; – where there is no number. */
function numberText(value: number): string {
  return Number.isNaN(value) ? '–' : fixed(value, 2);
}

function keysOf({ looks }: RecoveryInput, level: number): Key[] {
  const interval = words(`median and ${formatPercent(level)} interval`);
  const named = setKeys(looks.map((look) => ({ ...look, dash: 0 })));
  const single: Key = { sign: 'line', tone: 'draws-0', strength: 1, style: 0, label: interval };
  const miss: Key = { sign: 'dot', tone: 'point-0', strength: 1, style: 0, label: words('misses the truth') };
  return [...(named.length > 0 ? named : [single]), miss];
}

function describe({ labels, looks, found }: RecoveryInput, level: number): string {
  const sets = found.map((posterior, k) => {
    const name = looks[k]?.label === undefined ? '' : `${plainText(looks[k]?.label ?? [])}: `;
    const parts = posterior.map(({ contraction, correlation, covered, truth }, i) => {
      const inside = `${formatCount(covered)} of ${formatCount(truth.length)} truths inside`;
      const numbers = `contraction ${numberText(contraction)}, correlation ${numberText(correlation)}`;
      return `${plainText(labels[i] ?? [])} ${inside}, ${numbers}`;
    });
    return `${name}${parts.join('; ')}.`;
  });
  return `For each parameter the posterior median and ${formatPercent(level)} interval against the truth, with the diagonal. ${sets.join(' ')}`;
}
