import type { Amortized } from '@sbi/npe';
import { UsageError } from '../usageError.ts';
import { readTable } from './table.ts';

/** Where an observation comes from: numbers on the command line, or a file. */
export interface ObservationSource {
  readonly x?: readonly number[];
  readonly xFile?: string;
}

/**
 * One observation for a posterior: one row, or one with several axes as a table of its rows. Whether entries or rows may be
 * missing, the posterior says itself.
 *
 * @throws UsageError when it is not an observation of the right numbers
 */
export async function readObservation(
  { x, xFile }: ObservationSource,
  { xNames, xShape }: Pick<Amortized, 'xNames' | 'xShape'>,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const size = xShape.reduce((product, length) => product * length, 1);
  const [rows = 1, ...others] = xShape;
  const columns = size / rows;
  if (x !== undefined) {
    const isShort = others.length > 0 && x.length < size && x.length % columns === 0;
    if (x.length === size || isShort) return Float32Array.from(x);
    throw new UsageError(`--x must hold ${size} ${plural(size)}, as the model's x; received ${x.length}.`);
  }
  const path = xFile as string;
  const table = await readTable(path, signal, { missing: true });
  if (others.length > 0 && table.columns === columns && table.rows > 1 && table.rows <= rows)
    return table.data;
  if (table.rows !== 1) {
    const also = others.length > 0 ? `, or up to ${rows} rows of ${columns} columns` : '';
    throw new UsageError(`${path} must hold one observation, one row${also}; received ${table.rows} rows.`);
  }
  if (table.columns !== size) {
    throw new UsageError(`${path} must have ${size} columns, as the model's x; received ${table.columns}.`);
  }
  const other = xNames && table.names ? table.names.findIndex((name, j) => name !== xNames[j]) : -1;
  if (other >= 0) {
    const [expected, received] = [xNames?.[other], table.names?.[other]];
    throw new UsageError(
      `${path} must name column ${other + 1} ${expected}, as the model does; received ${received}.`,
    );
  }
  return table.data;
}

function plural(count: number): string {
  return count === 1 ? 'number' : 'numbers';
}
