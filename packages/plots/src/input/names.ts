import { must, show } from '../errors.ts';
import { defaultName, label } from '../text/label.ts';
import type { Text } from '../text/text.ts';
import type { Table } from './table.ts';

/** How columns are chosen and called. */
export interface NameOptions {
  /** Names to be drawn, one a column; `theta_1` is set as θ₁. Default: the table's names, or θ₁, θ₂, … */
  readonly labels?: readonly string[];
  /** Parameters to draw, by column or name, in this order. Default: all. */
  readonly subset?: readonly (number | string)[];
}

/** What is known of columns without their numbers. */
type Named = Pick<Table, 'columns' | 'names'>;

/** Most parameters one figure takes: more would be too small to read and grow with the square. */
const mostParameters = 32;
/** The columns to be drawn, in order. */
export function chooseColumns(table: Named, options: NameOptions, where: string): number[] {
  const { subset } = options;
  const chosen = subset === undefined ? undefined : findColumns(subset, table, options, 'subset', where);
  const count = chosen?.length ?? table.columns;
  const rule = `name 1 to ${mostParameters} of the ${table.columns} parameters`;
  must(count > 0 && count <= mostParameters, 'subset', rule, String(count), where);
  return chosen ?? Array.from({ length: count }, (_, i) => i);
}

/** Columns by number or name, each once. */
export function findColumns(
  entries: readonly (number | string)[],
  table: Named,
  { labels }: NameOptions,
  argument: string,
  where: string,
): number[] {
  must(Array.isArray(entries), argument, 'be a list of columns or names', show(entries), where);
  const found = entries.map((entry) => {
    const byName = table.names?.indexOf(entry as string) ?? -1;
    const column = typeof entry === 'number' ? entry : byName >= 0 ? byName : (labels?.indexOf(entry) ?? -1);
    const isColumn = Number.isInteger(column) && column >= 0 && column < table.columns;
    const names = table.names ?? labels;
    const known = names === undefined ? '' : ` or one of ${show(names)}`;
    must(isColumn, argument, `hold columns 0 to ${table.columns - 1}${known}`, show(entry), where);
    return column;
  });
  must(new Set(found).size === found.length, argument, 'name each parameter once', show(entries), where);
  return found;
}

/** The labels of the chosen columns. */
export function readLabels(
  table: Named,
  chosen: readonly number[],
  { labels }: NameOptions,
  where: string,
): Text[] {
  const isNames =
    labels === undefined || (Array.isArray(labels) && labels.every((name) => typeof name === 'string'));
  must(isNames, 'labels', 'be a list of names', show(labels), where);
  const known = labels === undefined || labels.length === table.columns;
  must(known, 'labels', `have one name a column, ${table.columns}`, String(labels?.length), where);
  return chosen.map((column) => label(labels?.[column] ?? table.names?.[column] ?? defaultName(column)));
}
