import { csvFormatRow, csvParseRows } from 'd3-dsv';
import { describeValue } from './describeValue.ts';
import { SerializationError, ShapeError } from './errors.ts';
import { expectMatrix, type Matrix, matrixOf } from './matrix.ts';

const MAX_COLUMNS = 100_000;
const MAX_LINE = 4_000_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MISSING = /^na(n)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/** A short decimal text that reads back as the same float32, bit for bit. */
function shortest(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * A table as CSV: a header line where the columns have names, then one line a row. The numbers read back bit for bit.
 *
 * @throws ShapeError for a name that would not read back: empty, with spaces around it, or looking like a number.
 */
export function toCsv(table: Matrix): string {
  expectMatrix(table, 'table', 'toCsv');
  const bad = table.names?.find((name) => name === '' || name.trim() !== name || looksNumeric(name));
  if (bad !== undefined) {
    throw new ShapeError('names', 'be words without spaces around them', describeValue(bad), 'toCsv');
  }
  const lines: string[] = table.names ? [csvFormatRow([...table.names])] : [];
  const cells = new Array<string>(table.columns);
  for (let i = 0; i < table.rows; i++) {
    for (let j = 0; j < table.columns; j++) cells[j] = shortest(table.data[i * table.columns + j] as number);
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** What `fromCsv` takes. */
export interface CsvOptions {
  readonly missing?: 'refuse' | 'keep';
}

/**
 * A table from CSV text. A first line without any number names the columns.
 *
 * @param source what to call the text in an error, such as the file's name
 * @param options.missing 'keep': a cell `NaN` or `NA` is one that is missing, and NaN in the table
 * @throws SerializationError naming line and column: no rows, ragged rows, a cell that is no finite number, a first line
 * of names and numbers mixed, more than 100,000 columns.
 * @example
 * import { fromCsv } from '@sbi/core';
 * console.log(fromCsv('alpha,beta\n1,2\n3,4\n').names); // → [ 'alpha', 'beta' ]
 */
export function fromCsv(text: string, source = 'CSV', options: CsvOptions = {}): Matrix {
  if (typeof text !== 'string') throw new ShapeError('text', 'be a string', describeValue(text), 'fromCsv');
  const keep = options.missing === 'keep';
  const body = text.trimEnd().replace(/^\uFEFF/, '');
  // a number takes a character and a separator: whatever the lines claim, this many at most
  const data = new Float32Array((body.length + 1) >> 1);
  let names: readonly string[] | undefined;
  let columns = 0;
  let line = 0;
  let count = 0;
  for (const content of linesOf(body)) {
    const row = cellsOf(content, ++line, source);
    if (line === 1) {
      columns = row.length;
      names = headerOf(row, source, keep);
      if (names) continue;
    }
    if (row.length !== columns) {
      throw new SerializationError(
        `Every line of ${source} must have ${columns} columns, as the first; received ${row.length} in line ${line}.`,
      );
    }
    for (let j = 0; j < columns; j++) {
      const cell = row[j] as string;
      const isMissing = keep && MISSING.test(cell.trim());
      data[count++] = isMissing ? Number.NaN : parseCell(cell, line, j, names, source);
    }
  }
  if (count === 0) {
    throw new SerializationError(`${source} must hold at least one row of numbers; received none.`);
  }
  return matrixOf(data.slice(0, count), columns, names);
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  for (const end of text.matchAll(/\r\n?|\n/g)) {
    yield text.slice(start, end.index);
    start = end.index + end[0].length;
  }
  yield text.slice(start);
}

/** Line by line: a row that goes on for ever is refused before it is read, and no row is kept. */
function cellsOf(content: string, line: number, source: string): string[] {
  if (content.length > MAX_LINE) {
    throw new SerializationError(
      `Every line of ${source} must have at most ${MAX_LINE} characters; received ${content.length} in line ${line}.`,
    );
  }
  if (content.split('"').length % 2 === 0) {
    throw new SerializationError(
      `Every quote of ${source} must be closed in its line; received one open in line ${line}.`,
    );
  }
  const [row = []] = csvParseRows(content);
  if (row.length > MAX_COLUMNS) {
    throw new SerializationError(
      `${source} must have at most ${MAX_COLUMNS} columns; received ${row.length} in line ${line}.`,
    );
  }
  return row;
}

function looksNumeric(cell: string): boolean {
  return NUMBER.test(cell) || NOT_FINITE.test(cell);
}

/** The names in a first line, or none where it is a row of numbers. */
function headerOf(row: readonly string[], source: string, keep: boolean): string[] | undefined {
  const names = row.map((cell) => cell.trim());
  const numeric = names.filter((cell) => looksNumeric(cell) || (keep && MISSING.test(cell)));
  if (numeric.length === names.length) return undefined;
  const line = `The first line of ${source} must`;
  if (numeric.length > 0) {
    const word = names.find((name) => !numeric.includes(name));
    const got = `${describeValue(word)} beside ${describeValue(numeric[0])}`;
    throw new SerializationError(`${line} hold only names or only numbers; received ${got}.`);
  }
  const empty = names.indexOf('');
  if (empty >= 0) {
    throw new SerializationError(`${line} name every column; received an empty name in column ${empty + 1}.`);
  }
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new SerializationError(`${line} name each column once; received ${describeValue(twice)} twice.`);
  }
  return names;
}

function parseCell(
  cell: string,
  line: number,
  j: number,
  names: readonly string[] | undefined,
  source: string,
): number {
  const text = cell.trim();
  const value = NUMBER.test(text) ? Math.fround(Number(text)) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const where = `line ${line}, ${names ? `column ${describeValue(names[j])}` : `column ${j + 1}`}`;
  throw new SerializationError(
    `Every cell of ${source} must be a finite number (float32); received ${describeValue(cell)} in ${where}.`,
  );
}
