import { describeValue, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { numbersOf } from './vector.ts';

/** What a constructor takes for a table: rows of numbers, or a tensor [..., R, C]. */
export type TableLike = readonly ArrayLike<number>[] | tf.Tensor;

/** What a field holds of it. */
export type Table = readonly (readonly number[])[] | tf.Tensor;

/**
 * A table, checked: rows of the same length of finite numbers, or a float32 tensor of that form, whose values are not
 * read. Nothing is cloned yet: see `keepTable`.
 *
 * @throws ShapeError naming the row
 */
export function tableOf(value: TableLike, argument: string, form: string, where: string): Table {
  if (value instanceof tf.Tensor) {
    if (value.shape.length < 2 || value.shape.slice(-2).includes(0)) {
      throw new ShapeError(argument, `have shape ${form}`, value.shape, where);
    }
    if (value.dtype === 'float32') return value;
    throw new ShapeError(argument, 'be float32', `dtype ${value.dtype}`, where);
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw new ShapeError(argument, 'be a list of rows of numbers or a tensor', describeValue(value), where);
  }
  const rows = value.map((row, i) => numbersOf(row, `row ${i} of ${argument}`, where));
  const columns = rows[0]?.length;
  const odd = rows.findIndex((row) => row.length !== columns);
  if (odd < 0) return rows;
  const expected = `have ${columns} numbers, as row 0`;
  throw new ShapeError(`row ${odd} of ${argument}`, expected, String(rows[odd]?.length), where);
}

/** [..., R, C] */
export function tableShape(table: Table): Shape {
  return table instanceof tf.Tensor ? table.shape : [table.length, table[0]?.length ?? 0];
}

/** The table as a field to own: a tensor is cloned. */
export function keepTable(table: Table): Table {
  return table instanceof tf.Tensor ? tf.clone(table) : table;
}

/** The table as a tensor, for a method to compute with. */
export function asTensor(table: Table): tf.Tensor {
  return table instanceof tf.Tensor ? table : tf.tensor(table.flat(), [...tableShape(table)], 'float32');
}

/** The rows for a recipe, or `undefined` for a tensor. */
export function plainRows(table: Table): number[][] | undefined {
  return table instanceof tf.Tensor ? undefined : table.map((row) => [...row]);
}
