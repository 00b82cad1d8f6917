import { fromCsv, type Matrix } from '@sbi/core';
import { readText } from './text.ts';

/** A string of JavaScript cannot hold more than half a gigabyte. */
const LARGEST = 500e6;

export interface TableOptions {
  /** Whether cells may be missing: NaN, NA or nothing at all. */
  readonly missing?: boolean;
}

/** The table in a CSV file. @throws UsageError or SerializationError naming the file, the line and the column */
export async function readTable(
  path: string,
  signal?: AbortSignal,
  { missing = false }: TableOptions = {},
): Promise<Matrix> {
  return fromCsv(await readText(path, LARGEST, signal), path, missing ? { missing: 'keep' } : {});
}

/** The line of a CSV file that holds row `index` of its table. */
export function lineOf(table: Matrix, index: number): number {
  return index + (table.names ? 2 : 1);
}
