import { must, show } from '../errors.ts';
import type { Column } from '../statistics/summary.ts';
import { isList } from './list.ts';
import { sampleSet } from './sampleSet.ts';
import { type Look, readLooks, type Several } from './several.ts';
import { readSets, readTables, type Series } from './table.ts';

/** How series are drawn. */
export interface SeriesOptions {
  /** Where the values of a series stand, such as times. Default: 1, 2, … */
  readonly at?: ArrayLike<number>;
  /** Names of the channels of a series [T, C], whose rows are flattened time by time. Default: one channel. */
  readonly channels?: readonly string[];
  /** Names of the posteriors for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
}

/** Draws of one posterior predictive: for each channel a column a time. */
interface SeriesSet extends Look {
  readonly channels: readonly (readonly Column[])[];
  readonly count: number;
  readonly dropped: number;
}

/** Predictive draws of one or several posteriors beside what was observed. */
export interface SeriesInput {
  readonly sets: readonly SeriesSet[];
  readonly at: readonly number[];
  readonly names: readonly string[];
  /** What was observed in each channel, NaN where it is missing; undefined where nothing was given. */
  readonly observed: readonly (readonly number[])[] | undefined;
}

/** Reads predictive draws, one row a draw, each a series [T, C] row by row. */
export function readSeries(
  draws: Several<Series>,
  observed: ArrayLike<number> | undefined,
  options: SeriesOptions,
  where: string,
): SeriesInput {
  const items = readSets(draws, 'draws', where);
  const tables = readTables(items, where);
  const columns = tables[0]?.columns ?? 0;
  const channels = readChannels(options.channels, columns, where);
  const times = columns / channels.length;
  const at = readPlaces(options.at, times, where);
  const looks = readLooks(items, options.legend, 'posterior', where);
  const split = <Item>(items: readonly Item[]): Item[][] =>
    channels.map((_, c) => items.filter((_item, k) => k % channels.length === c));
  const all = Array.from({ length: columns }, (_, k) => k);
  return {
    at,
    names: channels,
    observed: observed === undefined ? undefined : split(readObserved(observed, columns, where)),
    sets: tables.map((table, i) => {
      const { columns: drawn, count, dropped } = sampleSet(table, all, items.argument(i), where);
      return { ...(looks[i] as Look), channels: split(drawn), count, dropped };
    }),
  };
}

function readChannels(
  channels: readonly string[] | undefined,
  columns: number,
  where: string,
): readonly string[] {
  if (channels === undefined) return [''];
  const areNames = Array.isArray(channels) && channels.every((name) => typeof name === 'string');
  must(areNames && channels.length > 0, 'channels', 'be a list of names', show(channels), where);
  const fits = columns % channels.length === 0;
  must(fits, 'channels', `divide the ${columns} columns of the draws`, String(channels.length), where);
  return channels;
}

function readPlaces(at: ArrayLike<number> | undefined, times: number, where: string): number[] {
  if (at === undefined) return Array.from({ length: times }, (_, i) => i + 1);
  must(isList(at) && at.length === times, 'at', `have one place a time, ${times}`, show(at), where);
  const places = Array.from(at);
  const rises = places.every(
    (place, i) => Number.isFinite(place) && (i === 0 || place > (places[i - 1] ?? 0)),
  );
  must(rises, 'at', 'be finite and rise', show(at), where);
  return places;
}

function readObserved(observed: ArrayLike<number>, columns: number, where: string): number[] {
  const fits = isList(observed) && observed.length === columns;
  const rule = `have the ${columns} numbers of a draw`;
  must(fits, 'observed', rule, isList(observed) ? String(observed.length) : show(observed), where);
  const values = Array.from(observed);
  const other = values.find(
    (value) => typeof value !== 'number' || Math.abs(value) === Number.POSITIVE_INFINITY,
  );
  must(other === undefined, 'observed', 'be finite, or NaN where it is missing', show(other), where);
  return values;
}
