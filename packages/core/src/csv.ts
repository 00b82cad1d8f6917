import { csvFormatRow, csvParseRows } from 'd3-dsv';
import { SerializationError } from './errors.ts';
import { type Matrix, matrixOf } from './matrix.ts';

const MAX_COLUMNS = 100_000;

/** The shortest decimal text that reads back as the same float32. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

/** A table as CSV: a header line where the columns have names, then one line a row. */
export function toCsv(table: Matrix): string {
  const lines: string[] = table.names ? [csvFormatRow([...table.names])] : [];
  const cells = new Array<string>(table.columns);
  for (let i = 0; i < table.rows; i++) {
    for (let j = 0; j < table.columns; j++) cells[j] = shortest(table.data[i * table.columns + j] as number);
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A table from CSV text. A first line that is not all numbers names the columns.
 *
 * @param source what to call the text in an error, such as the file's name
 * @throws SerializationError naming line and column: no rows, ragged rows, a cell that is no finite number.
 * @example
 * import { fromCsv } from '@sbi/core';
 * console.log(fromCsv('alpha,beta\n1,2\n3,4\n').names); // → [ 'alpha', 'beta' ]
 */
export function fromCsv(text: string, source = 'CSV'): Matrix {
  const rows = csvParseRows(text.replace(/^\uFEFF/, '').replace(/\s+$/, ''));
  const first = rows[0] ?? [];
  const names = first.some((cell) => !isNumber(cell)) ? first.map((cell) => cell.trim()) : undefined;
  const columns = first.length;
  if (columns > MAX_COLUMNS) {
    throw new SerializationError(`${source} must have at most ${MAX_COLUMNS} columns; received ${columns}.`);
  }
  const head = names ? 1 : 0;
  if (rows.length === head || text.trim() === '') {
    throw new SerializationError(`${source} must hold at least one row of numbers; received none.`);
  }
  if (names) checkNames(names, source);
  const data = new Float32Array((rows.length - head) * columns);
  for (let i = head; i < rows.length; i++) {
    const row = rows[i] as string[];
    if (row.length !== columns) {
      throw new SerializationError(
        `Every line of ${source} must have ${columns} columns, as the first; received ${row.length} in line ${i + 1}.`,
      );
    }
    for (let j = 0; j < columns; j++)
      data[(i - head) * columns + j] = parseCell(row[j] as string, i, j, names, source);
  }
  return matrixOf(data, columns, names);
}

function isNumber(cell: string): boolean {
  return cell.trim() !== '' && !Number.isNaN(Number(cell));
}

function checkNames(names: readonly string[], source: string): void {
  const seen = new Set<string>();
  for (const [j, name] of names.entries()) {
    if (name === '' || seen.has(name)) {
      const got = name === '' ? `an empty name in column ${j + 1}` : `"${name.slice(0, 40)}" twice`;
      throw new SerializationError(
        `The first line of ${source} must name each column once; received ${got}.`,
      );
    }
    seen.add(name);
  }
}

function parseCell(
  cell: string,
  i: number,
  j: number,
  names: readonly string[] | undefined,
  source: string,
): number {
  const value = isNumber(cell) ? Math.fround(Number(cell)) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const where = names ? `column "${(names[j] as string).slice(0, 40)}"` : `column ${j + 1}`;
  throw new SerializationError(
    `Every cell of ${source} must be a finite number; received "${cell.slice(0, 40)}" in line ${i + 1}, ${where}.`,
  );
}
