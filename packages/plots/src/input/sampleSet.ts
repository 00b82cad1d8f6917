import { must } from '../errors.ts';
import { type Column, summarize } from '../statistics/summary.ts';
import type { Table } from './table.ts';

/** The draws of one posterior, column by column, without the rows that hold NaN or infinity. */
export interface SampleSet {
  readonly columns: readonly Column[];
  readonly count: number;
  /** Rows left out. */
  readonly dropped: number;
}

/** Takes the chosen columns out of a table. A row counts as finite only if all its columns are. */
export function sampleSet(
  table: Table,
  chosen: readonly number[],
  argument: string,
  where: string,
): SampleSet {
  const finite = finiteRows(table);
  const rule = 'hold at least one row without NaN or infinity';
  must(finite.length > 0, argument, rule, `none among ${table.rows}`, where);
  const columns = chosen.map((column) => {
    const values = new Float64Array(finite.length);
    for (let i = 0; i < values.length; i++) values[i] = table.at(finite[i] ?? 0, column);
    return summarize(values);
  });
  return { columns, count: finite.length, dropped: table.rows - finite.length };
}

function finiteRows(table: Table): Uint32Array {
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    let isKept = true;
    for (let column = 0; column < table.columns && isKept; column++) {
      isKept = Number.isFinite(table.at(row, column));
    }
    if (isKept) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
