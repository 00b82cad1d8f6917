import { must, show } from '../errors.ts';
import type { Tone } from '../figure.ts';
import { splitShifted, type Text, words } from '../text/text.ts';
import { isList } from './list.ts';

/** One thing, a list of them to lie over one another, or a record of them under the names of the legend. */
export type Several<Item> = Item | readonly Item[] | Readonly<Record<string, Item>>;

/** Things of one kind with their names, where these were given. */
export interface Items {
  readonly items: readonly unknown[];
  readonly names: readonly string[] | undefined;
  /** What the i-th is called in messages. */
  readonly argument: (index: number) => string;
}

/** Most things that lie over one another in a figure: more have no colour and line style of their own. */
const most = 16;

/** Reads one thing, a list or a record of things; `isItem` tells a thing from a record of things. */
export function readSeveral(
  value: unknown,
  isItem: (value: unknown) => boolean,
  argument: string,
  where: string,
): Items {
  const isOne =
    isItem(value) || !isGroup(value) || (!Array.isArray(value) && !Object.values(value).some(isItem));
  if (isOne) return { items: [value], names: undefined, argument: () => argument };
  const names = Array.isArray(value) ? undefined : Object.keys(value);
  const items = names === undefined ? Object.values(value) : names.map((name) => value[name]);
  must(items.length > 0, argument, 'hold at least one set', 'none', where);
  must(items.length <= most, argument, `hold at most ${most} sets`, String(items.length), where);
  const at = (index: number): string =>
    names === undefined ? `${argument}[${index}]` : `${argument}.${names[index]}`;
  return { items, names, argument: items.length === 1 && names === undefined ? () => argument : at };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && !isList(value));
}

/** How one of several is told apart: by name, colour and line style. */
export interface Look {
  readonly label: Text | undefined;
  readonly tone: Tone;
  readonly dash: number;
}

/** Colours and line styles come round together, so a second round of colours takes the styles in another order. */
const round = 4;

/** The look of each of several things: named by the legend, by the keys of their record, or by number. */
export function readLooks(
  { items, names }: Pick<Items, 'items' | 'names'>,
  legend: readonly string[] | undefined,
  thing: string,
  where: string,
): Look[] {
  checkNames(legend, 'legend', items.length, thing, where);
  return items.map((_, i) => {
    const name = legend?.[i] ?? names?.[i];
    const numbered = items.length === 1 ? undefined : words(`${thing} ${i + 1}`);
    return {
      label: name === undefined ? numbered : splitShifted(name),
      tone: `draws-${i}`,
      dash: i + Math.floor(i / round),
    };
  });
}

/** Throws unless there is a name for each thing. */
export function checkNames(
  names: readonly string[] | undefined,
  argument: string,
  count: number,
  thing: string,
  where: string,
): void {
  if (names === undefined) return;
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  must(areNames, argument, 'be a list of names', show(names), where);
  must(names.length === count, argument, `name each ${thing}, ${count} in all`, String(names.length), where);
}
