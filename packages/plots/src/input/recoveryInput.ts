import { must, show } from '../errors.ts';
import { type Recovery, recovery } from '../statistics/recovery.ts';
import type { Column } from '../statistics/summary.ts';
import type { Text } from '../text/text.ts';
import { isList } from './list.ts';
import { chooseColumns, type NameOptions, readLabels } from './names.ts';
import { sampleSet } from './sampleSet.ts';
import { type Look, readLooks } from './several.ts';
import { readTable, type Series, type Table } from './table.ts';

/** Draws for every truth, one table each, as `sampleBatched` returns them; or a record of such lists. */
export type Batches = readonly Series[] | Readonly<Record<string, readonly Series[]>>;

/** Truths and what was found of them: for each posterior one comparison a parameter. */
export interface RecoveryInput {
  readonly labels: readonly Text[];
  readonly looks: readonly Look[];
  /** By posterior, then by parameter. */
  readonly found: readonly (readonly Recovery[])[];
}

/** Reads truths and draws, and compares them. */
export function readRecovery(
  truth: Series,
  draws: Batches,
  options: NameOptions & { readonly legend?: readonly string[] },
  level: number,
  where: string,
): RecoveryInput {
  const truths = readTable(truth, 'truth', where);
  const chosen = chooseColumns(truths, options, where);
  const { items, names, argument } = readBatches(draws, where);
  const looks = readLooks({ items, names }, options.legend, 'posterior', where);
  const columns = chosen.map((column) => finiteColumn(truths, column, where));
  const found = items.map((batch, k) => {
    const name = argument(k);
    must(
      batch.length === truths.rows,
      name,
      `have one table a truth, ${truths.rows}`,
      String(batch.length),
      where,
    );
    const sets = batch.map((series, i) => {
      const table = readTable(series, `${name}[${i}]`, where);
      const rule = `have the columns of truth, ${truths.columns}`;
      must(table.columns === truths.columns, `${name}[${i}]`, rule, String(table.columns), where);
      return sampleSet(table, chosen, `${name}[${i}]`, where);
    });
    return columns.map((column, c) =>
      recovery(
        column,
        sets.map((set) => set.columns[c] as Column),
        level,
      ),
    );
  });
  return { labels: readLabels(truths, chosen, options, where), looks, found };
}

function readBatches(
  draws: Batches,
  where: string,
): { items: readonly (readonly Series[])[]; names: string[] | undefined; argument: (k: number) => string } {
  const rule = 'be a list of tables, one a truth, or a record of such lists';
  must(
    typeof draws === 'object' && draws !== null && !ArrayBuffer.isView(draws),
    'draws',
    rule,
    show(draws),
    where,
  );
  if (Array.isArray(draws)) return { items: [draws], names: undefined, argument: () => 'draws' };
  const names = Object.keys(draws);
  const items = Object.values(draws as Readonly<Record<string, readonly Series[]>>);
  const areLists = items.length > 0 && items.every((item) => isList(item));
  must(areLists, 'draws', rule, show(draws), where);
  return { items, names, argument: (k) => `draws.${names[k]}` };
}

function finiteColumn(table: Table, column: number, where: string): Float64Array {
  return Float64Array.from({ length: table.rows }, (_, row) => {
    const value = table.at(row, column);
    if (!Number.isFinite(value)) must(false, `truth[${row}]`, 'be finite', String(value), where);
    return value;
  });
}
