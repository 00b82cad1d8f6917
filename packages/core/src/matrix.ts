import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
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
 * @throws ShapeError when rows differ in length, when there is none, or when `names` does not name every column once.
 * @example
 * import { column, matrix } from '@sbi/core';
 * const theta = matrix([[0.1, 2], [0.3, 4]], ['alpha', 'beta']);
 * console.log(column(theta, 'beta').join(' ')); // → 2 4
 */
export function matrix(rows: readonly ArrayLike<number>[], names?: readonly string[]): Matrix {
  const columns = rows[0]?.length;
  if (columns === undefined) throw new ShapeError('rows', 'hold at least one row', 'none', 'matrix');
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new ShapeError(`row ${i}`, `have ${columns} entries, as the first`, `${row.length}`, 'matrix');
    }
    data.set(row, i * columns);
  });
  return matrixOf(data, columns, names);
}

/** A table over data at hand (not copied). @throws ShapeError when the length or the names do not fit. */
export function matrixOf(data: Float32Array, columns: number, names?: readonly string[]): Matrix {
  if (!Number.isSafeInteger(columns) || columns < 1 || data.length % columns !== 0) {
    throw new ShapeError(
      'data',
      `hold whole rows of ${columns} columns`,
      `${data.length} numbers`,
      'matrixOf',
    );
  }
  if (names && (names.length !== columns || new Set(names).size !== columns)) {
    throw new ShapeError('names', `name each of ${columns} columns once`, names.join(', '), 'matrixOf');
  }
  const rows = data.length / columns;
  return names ? { data, rows, columns, names } : { data, rows, columns };
}

/** Row `index`, as a view: writing to it writes to the table. @throws ShapeError when there is no such row. */
export function rowOf(table: Matrix, index: number): Float32Array {
  if (!Number.isInteger(index) || index < 0 || index >= table.rows) {
    throw new ShapeError('index', `be an integer from 0 to ${table.rows - 1}`, String(index), 'rowOf');
  }
  return table.data.subarray(index * table.columns, (index + 1) * table.columns);
}

/** A copy of one column, by name or by index. @throws ShapeError when there is no such column. */
export function column(table: Matrix, key: string | number): Float32Array {
  const j = typeof key === 'number' ? key : (table.names?.indexOf(key) ?? -1);
  if (!Number.isInteger(j) || j < 0 || j >= table.columns) {
    const known = table.names ? `one of ${table.names.join(', ')}` : `an index below ${table.columns}`;
    throw new ShapeError('column', `be ${known}`, String(key), 'column');
  }
  return Float32Array.from({ length: table.rows }, (_, i) => table.data[i * table.columns + j] as number);
}

/** The rows with the given indices, in that order, copied. */
export function selectRows(table: Matrix, indices: ArrayLike<number>): Matrix {
  const data = new Float32Array(indices.length * table.columns);
  for (let i = 0; i < indices.length; i++) data.set(rowOf(table, indices[i] as number), i * table.columns);
  return matrixOf(data, table.columns, table.names);
}

/** The table as a tensor [rows, columns]; the caller owns it. */
export function toTensor(table: Matrix): Tensor {
  // The cpu backend keeps the array it is given: without the copy, writing to one would change the other.
  return tensor2d(table.data.slice(), [table.rows, table.columns], 'float32');
}

/**
 * Reads a tensor [rows, columns] back and disposes it: the one read-back of the packages.
 *
 * @throws ShapeError unless the tensor has two axes.
 */
export async function toMatrix(tensor: Tensor, names?: readonly string[]): Promise<Matrix> {
  try {
    const [, columns] = tensor.shape;
    if (tensor.shape.length !== 2 || columns === undefined) {
      throw new ShapeError('tensor', 'have shape [rows, columns]', tensor.shape, 'toMatrix');
    }
    return matrixOf(Float32Array.from(await tensor.data()), columns, names);
  } finally {
    tensor.dispose();
  }
}
