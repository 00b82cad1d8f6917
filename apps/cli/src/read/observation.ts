import type { AmortizedPosterior } from '@sbi/npe';
import { UsageError } from '../usageError.ts';
import { readTable } from './table.ts';

/** Where an observation comes from: numbers on the command line, or a file. */
export interface ObservationSource {
  readonly x?: readonly number[];
  readonly xFile?: string;
}

/** One observation for a posterior. @throws UsageError when it is not one row of the right numbers */
export async function readObservation(
  { x, xFile }: ObservationSource,
  { xNames, estimator }: AmortizedPosterior,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const size = estimator.architecture.xShape.reduce((product, length) => product * length, 1);
  if (x !== undefined) {
    if (x.length === size) return Float32Array.from(x);
    throw new UsageError(`--x must hold ${size} ${plural(size)}, as the model's x; received ${x.length}.`);
  }
  const path = xFile as string;
  const table = await readTable(path, signal);
  if (table.rows !== 1) {
    throw new UsageError(`${path} must hold one observation, one row; received ${table.rows} rows.`);
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
