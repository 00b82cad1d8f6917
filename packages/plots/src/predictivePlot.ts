import type { Figure, Key, Mark, Panel } from './figure.ts';
import { readCredibility } from './input/credibility.ts';
import { checkText } from './input/input.ts';
import { type Intervals, readLimits } from './input/parameter.ts';
import { readSeries, type SeriesInput, type SeriesOptions } from './input/series.ts';
import type { Several } from './input/several.ts';
import { readSize, type SizeOptions } from './input/size.ts';
import type { Series } from './input/table.ts';
import { drawsInWords } from './layout/describe.ts';
import { header } from './layout/header.ts';
import { multiples, uprightRoom } from './layout/multiples.ts';
import { fanMarks, sharedFanMarks } from './marks/fanMarks.ts';
import { levelKeys } from './notes/levelKeys.ts';
import { setKeys } from './notes/setKeys.ts';
import { makeScale } from './scale.ts';
import { countInside, type Fan, fan } from './statistics/fan.ts';
import { label } from './text/label.ts';
import { formatCount, formatPercent } from './text/number.ts';
import { plainText, splitShifted, words } from './text/text.ts';

/** What `predictivePlot` takes. */
export interface PredictivePlotOptions extends SeriesOptions, SizeOptions {
  /** Masses of the ribbons. Default [0.5, 0.8, 0.95]. */
  readonly levels?: readonly number[];
  /** Name of what the values stand at. Default: none. */
  readonly axis?: string;
  /** Drawn range of values: one for all channels or one each. Default: the widest ribbon and the observed values. */
  readonly limits?: Intervals;
  /** Drawn above the panels. Default: none, for a caption in the document. */
  readonly title?: string;
}

const where = 'predictivePlot';

/**
 * Predictive draws as ribbons that hold 50, 80 and 95 % of them at every place, the median, and over them what was
 * observed, every value visible. A series of several channels has a panel for each.
 *
 * Each ribbon holds its share place by place, not whole series. Of several posteriors the widest ribbon is drawn. For
 * a vector of unlike statistics take {@link pairPlot} or {@link marginalPlot} with the observed one as a point.
 *
 * @param draws simulated series, one row a draw: a table [draws, T · C], a list of rows, or a list or record of these
 * @param observed what was observed, T · C numbers, NaN where one is missing
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { predictivePlot, toSvg } from '@sbi/plots';
 * const draws = [[1, 2, 4], [2, 3, 5], [1, 3, 6]];
 * console.log(toSvg(predictivePlot(draws, [1.5, 2.5, 4.5])).slice(0, 4)); // → <svg
 */
export function predictivePlot(
  draws: Several<Series>,
  observed?: ArrayLike<number>,
  options: PredictivePlotOptions = {},
): Figure {
  const input = readSeries(draws, observed, options, where);
  const levels = readCredibility(options.levels, 'levels', where);
  checkText(options.title, 'title', where);
  checkText(options.axis, 'axis', where);
  const fans = input.names.map((_, c) => input.sets.map((set) => fan(set.channels[c] ?? [], levels)));
  const [width] = readSize(options, 480, 480, where);
  const height = options.height === undefined ? undefined : readSize(options, 480, 480, where)[1];
  const limits = readLimits(options.limits, input.names.length, where);
  const panelHeight = input.names.length === 1 ? 200 : 110;
  const scales = input.names.map((name, c) =>
    makeScale({
      domain: limits?.[c] ?? valueRange(input, fans[c] ?? [], c),
      length: panelHeight,
      count: input.names.length === 1 ? 4 : 3,
      side: 'left',
      ...(name === '' ? {} : { label: label(name) }),
    }),
  );
  const shared = `${formatPercent(levels[0] ?? 0)} of the draws at each place, and their median`;
  const lines = input.sets.length > 1 ? [shared] : [];
  const top = header(options.title, keysOf(input, levels), width, lines);
  const { side, labelOffset } = uprightRoom(scales);
  const shape = {
    count: scales.length,
    columns: 1,
    width,
    height,
    panelHeight,
    caption: 0,
    side,
    isShared: true,
  };
  const layout = multiples({ ...shape, top: top.bottom + 4 }, where);
  return {
    width,
    height: layout.height,
    title: options.title ?? 'Posterior predictive draws and what was observed',
    ...top.heading,
    description: describe(input, fans, levels),
    panels: scales.map((y, c): Panel => {
      const frame = layout.frame(c);
      const bottom = layout.isBottom(c)
        ? { side: 'bottom' as const, label: splitShifted(options.axis ?? '') }
        : {};
      const x = makeScale({ domain: placeRange(input.at), length: frame[2], count: 6, ...bottom });
      return { cell: [c, 0], frame, x, y: { ...y, labelOffset }, marks: marksOf(input, fans[c] ?? [], c) };
    }),
    ...top.notes,
  };
}

function marksOf({ sets, at, observed }: SeriesInput, fans: readonly Fan[], channel: number): Mark[] {
  const draw = sets.length === 1 ? fanMarks : sharedFanMarks;
  const ribbons = fans.flatMap((one, i) => {
    const set = sets[i];
    return set === undefined ? [] : draw(at, one, set);
  });
  const values = observed?.[channel] ?? [];
  const seen = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  if (seen.length === 0) return ribbons;
  const [x, y] = [seen.map((i) => at[i] ?? 0), seen.map((i) => values[i] ?? 0)];
  const size = Math.max(2, Math.min(5, 400 / at.length));
  return [...ribbons, { type: 'dots', x, y, tone: 'point-0', strength: 1, size }];
}

/** From the lowest to the highest that is drawn, and a little more. */
function valueRange({ observed }: SeriesInput, fans: readonly Fan[], channel: number): [number, number] {
  const drawn = fans.flatMap(({ ribbons }) =>
    ribbons.slice(0, 1).flatMap(({ low, high }) => [...low, ...high]),
  );
  const all = [...drawn, ...(observed?.[channel] ?? [])].filter(Number.isFinite);
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const pad = 0.05 * (high - low) || 0.1 * Math.abs(low) || 1;
  return [low >= 0 && low < pad ? 0 : low - pad, high + pad];
}

/** All places, and room for the dots at the ends. */
function placeRange(at: readonly number[]): [number, number] {
  const [first = 0, last = 0] = [at[0], at.at(-1)];
  const pad = first === last ? 1 : 0.015 * (last - first);
  return [first - pad, last + pad];
}

function keysOf({ sets, observed }: SeriesInput, levels: readonly number[]): Key[] {
  const dot: Key = { sign: 'dot', tone: 'point-0', strength: 1, style: 0, label: words('observed') };
  const seen = observed === undefined ? [] : [dot];
  const [first] = sets;
  if (sets.length > 1 || first === undefined) return [...setKeys(sets, 'area'), ...seen];
  const median: Key = { sign: 'line', tone: first.tone, strength: 1, style: 0, label: words('median') };
  return [...seen, median, ...levelKeys(levels, first.tone)];
}

/** How many of the observed values each ribbon holds, in words. */
function insideText(input: SeriesInput, fans: readonly (readonly Fan[])[], set: number): string {
  const { observed } = input;
  if (observed === undefined) return '';
  const counts = fans.map((channel, c) => countInside(channel[set] as Fan, observed[c] ?? []));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const levels = fans[0]?.[set]?.ribbons.map(({ level }) => level) ?? [];
  const parts = levels.map((level, k) => {
    const inside = counts.reduce((sum, one) => sum + (one.inside[k] ?? 0), 0);
    return `${formatCount(inside)} in the ribbon of ${formatPercent(level)}`;
  });
  return ` Of ${formatCount(total)} observed values ${parts.join(', ')}.`;
}

function describe(input: SeriesInput, fans: readonly (readonly Fan[])[], levels: readonly number[]): string {
  const masses = levels.map((level) => formatPercent(level)).join(', ');
  const names = input.names.filter((name) => name !== '');
  const channels = names.length === 0 ? '' : ` of ${names.map((name) => plainText(label(name))).join(', ')}`;
  const sets = input.sets.map((set, i) => {
    const name = set.label === undefined ? '' : `${plainText(set.label)}: `;
    return `${name}${drawsInWords(set)}.${insideText(input, fans, i)}`;
  });
  return `Ribbons that hold ${masses} of the predictive draws${channels} at each of ${formatCount(input.at.length)} places, and their median. ${sets.join(' ')}`;
}
