import { checkFinite, describeValue, expectMatrix, type Matrix, matrixOf, ShapeError } from '@sbi/core';

/** More numbers than any table holds. */
const LARGEST = 2 ** 31 - 1;

/** @throws ShapeError unless so many rows of so many numbers make a table */
export function checkCount(count: number, dim: number, where: string): void {
  const most = Math.floor(LARGEST / dim);
  if (Number.isSafeInteger(count) && count >= 1 && count <= most) return;
  throw new ShapeError('count', `be an integer from 1 to ${most}`, describeValue(count), where);
}

/** @throws ShapeError unless it is a table of so many columns and finite numbers */
export function checkTable(table: Matrix, columns: number, argument: string, where: string): void {
  expectMatrix(table, argument, where);
  if (table.columns !== columns) {
    throw new ShapeError(argument, `have ${columns} columns`, [table.rows, table.columns], where);
  }
  checkFinite(table, argument, where);
}

/** A point as a table of one row, over the same data. */
export function oneRow(point: Float32Array): Matrix {
  return matrixOf(point, point.length);
}
