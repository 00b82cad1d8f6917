import { must, show } from '../errors.ts';
import { isList } from './list.ts';

/** About how many numbers an axis has, or the places of the numbers: one list for all axes or one a column. */
export type Ticks = number | readonly number[] | readonly (readonly number[])[];

/** The ticks of each column: a count, or places. */
export function readTicks(
  ticks: Ticks | undefined,
  columns: number,
  where: string,
): (number | readonly number[])[] {
  if (isList(ticks)) return readPlaces(ticks, columns, where);
  const isCount = ticks === undefined || (Number.isInteger(ticks) && ticks >= 1 && ticks <= 10);
  must(isCount, 'ticks', 'be a whole number, 1 to 10, or lists of places', show(ticks), where);
  return Array.from({ length: columns }, () => ticks ?? 3);
}

function readPlaces(ticks: readonly unknown[], columns: number, where: string): (readonly number[])[] {
  const lists = isList(ticks[0]) ? ticks : [ticks];
  const fits = lists.length === 1 || lists.length === columns;
  must(fits, 'ticks', `have one list of places, or one a column, ${columns}`, String(lists.length), where);
  for (const list of lists) {
    const arePlaces = isList(list) && Array.from(list).every(Number.isFinite);
    must(arePlaces, 'ticks', 'be finite places', show(list), where);
  }
  return Array.from({ length: columns }, (_, i) => lists[lists.length === 1 ? 0 : i] as readonly number[]);
}
