import { Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { describeNames, describeValue } from './describeValue.ts';
import { ShapeError } from './errors.ts';

/** A table of numbers, row-major: one row a draw, one column a coordinate. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly names?: readonly string[];
}

/**
 * A table from rows of equal length.
 *
 * @throws ShapeError when rows differ in length or hold anything but numbers, when there is none, or when `names` does
 * not name every column once.
 * @example
 * import { column, matrix } from '@sbi/core';
 * const theta = matrix([[0.1, 2], [0.3, 4]], ['alpha', 'beta']);
 * console.log(column(theta, 'beta').join(' ')); // → 2 4
 */
export function matrix(rows: readonly ArrayLike<number>[], names?: readonly string[]): Matrix {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new ShapeError('rows', 'be a list of at least one row', describeValue(rows), 'matrix');
  }
  const columns: unknown = rows[0]?.length;
  if (typeof columns !== 'number' || columns === 0) {
    throw new ShapeError('row 0', 'hold at least one number', describeValue(rows[0]), 'matrix');
  }
  const data = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) {
    if (row?.length !== columns) {
      throw new ShapeError(`row ${i}`, `hold ${columns} numbers, as the first`, describeValue(row), 'matrix');
    }
    for (let j = 0; j < columns; j++) {
      if (typeof row[j] !== 'number') {
        const got = `${describeValue(row[j])} in column ${j}`;
        throw new ShapeError(`row ${i}`, 'hold numbers', got, 'matrix');
      }
      data[i * columns + j] = row[j];
    }
  }
  return matrixOf(data, columns, names);
}

/** A table over data at hand (not copied). @throws ShapeError when the length or the names do not fit. */
export function matrixOf(data: Float32Array, columns: number, names?: readonly string[]): Matrix {
  expectFloats(data, 'data', 'matrixOf');
  if (!Number.isSafeInteger(columns) || columns < 1 || data.length % columns !== 0) {
    const expected = `hold whole rows of ${describeValue(columns)} columns`;
    throw new ShapeError('data', expected, `${data.length} numbers`, 'matrixOf');
  }
  const rows = data.length / columns;
  if (names === undefined) return { data, rows, columns };
  const fits =
    Array.isArray(names) &&
    names.every((name) => typeof name === 'string') &&
    names.length === columns &&
    new Set(names).size === columns;
  if (!fits) {
    const got = Array.isArray(names) ? describeNames(names) : describeValue(names);
    throw new ShapeError('names', `name each of ${columns} columns once`, got, 'matrixOf');
  }
  return { data, rows, columns, names: [...names] };
}

/** Checks that a value is a table, as users of plain JavaScript may pass nested lists. @throws ShapeError */
export function expectMatrix(table: Matrix, argument: string, where: string): void {
  if (typeof table !== 'object' || table === null || !('data' in table)) {
    throw new ShapeError(argument, 'be a Matrix, as from matrix(rows)', describeValue(table), where);
  }
  expectFloats(table.data, `${argument}.data`, where);
  if (!(table.columns >= 1) || table.rows * table.columns !== table.data.length) {
    const got = `${table.data.length} numbers`;
    throw new ShapeError(
      `${argument}.data`,
      `hold ${table.rows} rows of ${table.columns} columns`,
      got,
      where,
    );
  }
}

/** Row `index`, as a view: writing to it writes to the table. @throws ShapeError when there is no such row. */
export function rowOf(table: Matrix, index: number): Float32Array {
  expectRow(table, index, 'rowOf');
  return table.data.subarray(index * table.columns, (index + 1) * table.columns);
}

/** A copy of one column, by name or by index. @throws ShapeError when there is no such column. */
export function column(table: Matrix, key: string | number): Float32Array {
  expectMatrix(table, 'table', 'column');
  const j = typeof key === 'number' ? key : (table.names?.indexOf(key) ?? -1);
  if (!Number.isInteger(j) || j < 0 || j >= table.columns) {
    const known =
      table.names && typeof key === 'string'
        ? `one of ${describeNames(table.names)}`
        : `an index below ${table.columns}`;
    throw new ShapeError('column', `be ${known}`, describeValue(key), 'column');
  }
  const copy = new Float32Array(table.rows);
  for (let i = 0; i < table.rows; i++) copy[i] = table.data[i * table.columns + j] as number;
  return copy;
}

/** The rows with the given indices, in that order, copied. @throws ShapeError when there is no such row. */
export function selectRows(table: Matrix, indices: ArrayLike<number>): Matrix {
  expectMatrix(table, 'table', 'selectRows');
  const { columns } = table;
  const data = new Float32Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    expectRow(table, index, 'selectRows');
    // by hand: a view of each row would be more work than the row
    for (let j = 0; j < columns; j++) data[i * columns + j] = table.data[index * columns + j] as number;
  }
  return matrixOf(data, table.columns, table.names);
}

/** The table as a tensor [rows, columns]; the caller owns it. @throws ShapeError unless it is a table. */
export function toTensor(table: Matrix): Tensor {
  expectMatrix(table, 'table', 'toTensor');
  // The cpu backend keeps the array it is given: without the copy, writing to one would change the other.
  return tensor2d(table.data.slice(), [table.rows, table.columns], 'float32');
}

/**
 * Reads a tensor [rows, columns] back and disposes it: the one read-back of the packages.
 *
 * @throws ShapeError unless the tensor has two axes.
 */
export async function toMatrix(tensor: Tensor, names?: readonly string[]): Promise<Matrix> {
  if (!(tensor instanceof Tensor)) {
    throw new ShapeError('tensor', 'be a tensor', describeValue(tensor), 'toMatrix');
  }
  try {
    const [, columns] = tensor.shape;
    if (tensor.shape.length !== 2 || columns === undefined) {
      throw new ShapeError('tensor', 'have shape [rows, columns]', tensor.shape, 'toMatrix');
    }
    return matrixOf(new Float32Array(await tensor.data()), columns, names);
  } finally {
    tensor.dispose();
  }
}

function expectRow({ rows }: Matrix, index: number, where: string): void {
  if (Number.isInteger(index) && index >= 0 && index < rows) return;
  throw new ShapeError('index', `be that of one of ${rows} rows`, describeValue(index), where);
}

function expectFloats(data: unknown, argument: string, where: string): void {
  // by tag: an array of another realm (a worker's vm, an iframe) is as good
  if (Object.prototype.toString.call(data) === '[object Float32Array]') return;
  throw new ShapeError(argument, 'be a Float32Array', describeValue(data), where);
}
