import { must, show } from '../errors.ts';
import { isList } from './list.ts';
import { type Items, readSeveral } from './several.ts';

/** A table of draws, row by row. A `Matrix` of @sbi/core is one. */
export interface MatrixLike {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  readonly names?: readonly string[];
}

/** Draws: a table, a list of rows, or the values of a single parameter. */
export type Series = MatrixLike | readonly ArrayLike<number>[] | ArrayLike<number>;

/** Draws read one number at a time, whatever they came as. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly names: readonly string[] | undefined;
  readonly at: (row: number, column: number) => number;
}

/** One or several sample sets with their names, where these were given. */
export function readSets(samples: unknown, argument: string, where: string): Items {
  return readSeveral(samples, isSet, argument, where);
}

/** Reads sample sets, which have the same columns. */
export function readTables({ items, argument }: Items, where: string): Table[] {
  const tables = items.map((set, i) => readTable(set, argument(i), where));
  const columns = tables[0]?.columns ?? 0;
  const first = argument(0);
  for (const [i, table] of tables.entries()) {
    const rule = `have the columns of ${first}, ${columns}`;
    must(table.columns === columns, argument(i), rule, String(table.columns), where);
    const other =
      table.names?.findIndex((name, k) => tables[0]?.names !== undefined && tables[0].names[k] !== name) ??
      -1;
    const expected = `name the columns as ${first} does, ${show(tables[0]?.names?.[other])} in place ${other}`;
    must(other < 0, argument(i), expected, show(table.names?.[other]), where);
  }
  return tables;
}

/** Reads a table, a list of rows, or a flat list of numbers as one column. */
export function readTable(series: unknown, argument: string, where: string): Table {
  if (isMatrixLike(series)) return readMatrix(series, argument, where);
  const kinds = 'be a table { data, rows, columns }, a list of rows, or a list of numbers';
  must(isList(series), argument, kinds, show(series), where);
  must(series.length > 0, argument, 'hold at least one draw', 'none', where);
  if (!isList(series[0])) {
    checkNumbers(series, (i) => `${argument}[${i}]`, where);
    return { rows: series.length, columns: 1, names: undefined, at: (row) => series[row] as number };
  }
  return readRows(series as ArrayLike<ArrayLike<number>>, series[0].length, argument, where);
}

function readRows(
  rows: ArrayLike<ArrayLike<number>>,
  columns: number,
  argument: string,
  where: string,
): Table {
  must(columns > 0, argument, 'have at least one column', 'none', where);
  for (let i = 0; i < rows.length; i++) {
    const row: unknown = rows[i];
    const isRow = isList(row) && row.length === columns;
    must(
      isRow,
      `${argument}[${i}]`,
      `be a row of ${columns} numbers`,
      isList(row) ? `a row of ${row.length}` : show(row),
      where,
    );
    checkNumbers(row, (k) => `${argument}[${i}][${k}]`, where);
  }
  return { rows: rows.length, columns, names: undefined, at: (row, column) => rows[row]?.[column] as number };
}

function readMatrix(matrix: MatrixLike, argument: string, where: string): Table {
  const { data, rows, columns, names } = matrix;
  must(isCount(columns), `${argument}.columns`, 'be a whole number above 0', show(columns), where);
  must(isCount(rows) || rows === 0, `${argument}.rows`, 'be a whole number', show(rows), where);
  must(rows > 0, argument, 'hold at least one draw', 'none', where);
  const size = `hold rows × columns = ${rows * columns} numbers`;
  must(isList(data) && data.length === rows * columns, `${argument}.data`, size, show(data?.length), where);
  checkNumbers(data, (i) => `${argument}.data[${i}]`, where);
  const named = names === undefined || (Array.isArray(names) && names.length === columns);
  must(named, `${argument}.names`, `have one name a column, ${columns}`, show(names), where);
  return { rows, columns, names, at: (row, column) => data[row * columns + column] as number };
}

function checkNumbers(list: ArrayLike<unknown>, name: (i: number) => string, where: string): void {
  if (ArrayBuffer.isView(list) && typeof list[0] === 'number') return;
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== 'number') must(false, name(i), 'be a number', show(list[i]), where);
  }
}

/** Whether it is one sample set: a table, a list of rows or of numbers, or nothing that could hold sets. */
function isSet(samples: unknown): boolean {
  if (isMatrixLike(samples)) return true;
  if (!Array.isArray(samples)) return isList(samples) || !isRecordOfSets(samples);
  const first: unknown = samples[0];
  return !(isMatrixLike(first) || (isList(first) && isList(first[0])));
}

function isRecordOfSets(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((set) => isList(set) || isMatrixLike(set));
}

export function isMatrixLike(value: unknown): value is MatrixLike {
  return (
    typeof value === 'object' && value !== null && 'data' in value && 'rows' in value && 'columns' in value
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
