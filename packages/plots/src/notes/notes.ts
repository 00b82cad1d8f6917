import type { Key, NoteLine, Tone } from '../figure.ts';
import type { DrawnSet, Input } from '../input/input.ts';
import { fit } from '../text/measure.ts';
import { formatCount, formatPercent } from '../text/number.ts';
import { join, type Text, words } from '../text/text.ts';
import { type Block, block, flow } from './block.ts';
import { levelKeys } from './levelKeys.ts';
import { intervalName, numbersOf } from './numbers.ts';

export interface NotesOptions {
  /** Credible masses where regions are drawn, else empty. */
  readonly credibility: readonly number[];
  /** Lines of the user's own. */
  readonly lines: readonly string[];
  readonly hasNumbers: boolean;
}

/** Legend and numbers in several forms, the fullest first: the first that fits is drawn. */
export function noteForms(input: Input, options: NotesOptions): Block[] {
  const own = ownLines(options.lines);
  const regions = regionLines(input, options.credibility);
  const points = pointKeys(input);
  const form = (lines: readonly NoteLine[], keys: readonly Key[]): Block => {
    const width = Math.max(leastLegendWidth, block(lines).width);
    const legend = [...flow([...regions.keys, ...keys], width), ...regions.lines, ...own];
    const space: NoteLine[] = lines.length > 0 && legend.length > 0 ? [{ type: 'space' }] : [];
    return block([...lines, ...space, ...legend]);
  };
  const heads = input.sets.flatMap(setLine);
  const plain = [form(heads, points), form([], [...namedKeys(input), ...points])];
  if (!options.hasNumbers) return plain;
  if (input.sets.length === 1)
    return [...singleTables(input, heads).map((lines) => form(lines, points)), ...plain];
  return [form(setsUnder(input), points), form(setsAbreast(input), []), ...plain];
}

/** Longer names of parameters are cut in the table. */
const mostNameWidth = 100;
/** A legend line may be at least this long before it is broken. */
const leastLegendWidth = 140;

function singleTables(input: Input, heads: readonly NoteLine[]): NoteLine[][] {
  const set = input.sets[0] as DrawnSet;
  return [
    [...heads, ...table(input, [set], true)],
    [...heads, ...twoLineTable(input, set)],
    [...heads, ...table(input, [set], false)],
  ];
}

/** Sets under one another with their intervals. */
function setsUnder(input: Input): NoteLine[] {
  return input.sets.flatMap((set, i) => {
    const lines = table(input, [set], true);
    return i === 0 ? [...setLine(set), ...lines] : [{ type: 'space' }, ...setLine(set), ...lines.slice(1)];
  });
}

/** Sets side by side, estimates only, under the legend. */
function setsAbreast(input: Input): NoteLine[] {
  const counts = input.sets.map((set) => words(formatCount(set.count)));
  const draws: NoteLine = {
    type: 'cells',
    cells: [words('draws'), ...counts],
    tones: ['axis', ...counts.map((): Tone => 'axis')],
  };
  const lines = table(input, input.sets, false);
  const width = Math.max(leastLegendWidth, block(lines).width);
  return [...flow([...namedKeys(input), ...pointKeys(input)], width), ...lines, draws];
}

/** The legend in as few lines as fit a width, for a place above the panels. */
export function legendRows(input: Input, width: number, options?: NotesOptions): Block {
  const regions = regionLines(input, options?.credibility ?? []);
  const keys = [...namedKeys(input), ...regions.keys, ...pointKeys(input)];
  return block([...flow(keys, width), ...regions.lines, ...ownLines(options?.lines ?? [])]);
}

function ownLines(lines: readonly string[]): NoteLine[] {
  return lines.map((line) => ({ type: 'text', text: words(line) }));
}

function namedKeys(input: Input): Key[] {
  return input.sets.flatMap((set) => (set.label === undefined ? [] : [setKey(set)]));
}

/** How many draws a set holds, and its sign and name where there are several. */
function setLine(set: DrawnSet): NoteLine[] {
  const count = words(countText(set));
  if (set.label === undefined) return [{ type: 'text', text: count }];
  return [{ type: 'keys', keys: [{ ...setKey(set), label: join(set.label, words(', '), count) }] }];
}

/** `10,000 draws`, and how many rows were left out. */
export function countText({ count, dropped }: Pick<DrawnSet, 'count' | 'dropped'>): string {
  const draws = `${formatCount(count)} ${count === 1 ? 'draw' : 'draws'}`;
  return dropped === 0 ? draws : `${draws} (${formatCount(dropped)} not finite)`;
}

function setKey(set: DrawnSet): Key {
  return { sign: 'area', tone: set.tone, strength: 0.3, style: set.dash, label: set.label ?? [] };
}

/** Signs and names of the points. */
export function pointKeys(input: Pick<Input, 'points'>): Key[] {
  return input.points.map((point) => ({
    sign: 'marker',
    tone: point.tone,
    strength: 1,
    style: point.style,
    label: point.label,
  }));
}

/** The tones of the credible regions; of several sets, only which masses they hold. */
function regionLines(input: Input, credibility: readonly number[]): { keys: Key[]; lines: NoteLine[] } {
  const ascending = [...credibility].reverse();
  if (input.sets.length === 1)
    return { keys: levelKeys(credibility, input.sets[0]?.tone ?? 'draws-0'), lines: [] };
  if (ascending.length === 0) return { keys: [], lines: [] };
  const list = ascending.map((level) => formatPercent(level).slice(0, -2)).join(', ');
  return { keys: [], lines: [{ type: 'text', text: words(`regions: ${list}\u00a0% of the draws`) }] };
}

/** One row a parameter; of several sets, one column each under its name. */
function table(input: Input, sets: readonly DrawnSet[], hasInterval: boolean): NoteLine[] {
  const isShared = sets.length > 1;
  const numbers = sets.map(numbersOf);
  const heads = sets.flatMap((set) => [
    isShared && set.label !== undefined ? set.label : words('mean ± sd'),
    ...(hasInterval ? [words(intervalName)] : []),
  ]);
  const tones = sets.flatMap((set): Tone[] => [
    isShared ? set.tone : 'axis',
    ...(hasInterval ? ['axis' as const] : []),
  ]);
  const rows = input.parameters.map(({ label }, i): NoteLine => {
    const cells = numbers.flatMap((columns) => {
      const { estimate = '', interval = '' } = columns[i] ?? {};
      return [words(estimate), ...(hasInterval ? [words(interval)] : [])];
    });
    return { type: 'cells', cells: [fit(label, mostNameWidth), ...cells], tones: [] };
  });
  return [{ type: 'cells', cells: [[], ...heads], tones: ['axis', ...tones] }, ...rows];
}

/** For narrow places: the interval under the estimate. */
function twoLineTable(input: Input, set: DrawnSet): NoteLine[] {
  const numbers = numbersOf(set);
  const line = (first: Text, text: string, tones: readonly Tone[]): NoteLine => ({
    type: 'cells',
    cells: [first, words(text)],
    tones,
  });
  const head = [line([], 'mean ± sd', ['axis', 'axis']), line([], intervalName, ['axis', 'axis'])];
  const rows = input.parameters.flatMap(({ label }, i) => [
    line(fit(label, mostNameWidth), numbers[i]?.estimate ?? '', []),
    line([], numbers[i]?.interval ?? '', []),
  ]);
  return [...head, ...rows];
}
