import { type Matrix, type Rng, ShapeError, type Simulations, selectSimulations } from '@sbi/core';
import { masked } from '@sbi/flows';
import type { NpeOptions } from '../options.ts';
import type { Side } from './split.ts';

/** The options with the network that reads missing entries of x, where they ask for it. */
export function withMask(options: NpeOptions): NpeOptions {
  const { missing, embedding } = options;
  if (missing !== 'mask' || embedding?.kind === 'masked') return options;
  return { ...options, embedding: masked({ reader: embedding ?? null }) };
}

/** @throws ShapeError naming the first column of x that no simulation has, or the first missing entry where none may be */
export function checkMissing({ x }: Simulations, { missing, embedding }: NpeOptions, where: string): void {
  const first = x.data.findIndex(Number.isNaN);
  if (first < 0) return;
  if (missing !== 'mask') {
    if (embedding !== undefined) return; // its network says what may be missing
    const place = `NaN in row ${Math.floor(first / x.columns)}, column ${first % x.columns}`;
    throw new ShapeError('x', "hold finite numbers only, or be trained with missing: 'mask'", place, where);
  }
  for (let j = 0; j < x.columns; j++) {
    if (!isEmpty(x, j)) continue;
    throw new ShapeError('x', 'have a number in every column', `only NaN in column ${j}`, where);
  }
}

/** How many rows have entries that are missing. */
export function incompleteRows({ data, rows, columns }: Matrix): number {
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (data.subarray(i * columns, (i + 1) * columns).some(Number.isNaN)) count += 1;
  }
  return count;
}

/**
 * The rows of a side and a copy of each with random entries missing: in every copy each with a probability of its own,
 * uniform on (0, 1), so that any number of missing entries is as likely as any other.
 */
export function withMissing({ simulations: whole, weights, rows }: Side, rng: Rng): Side {
  const simulations = selectSimulations(whole, rows);
  const { theta, x } = simulations;
  const copy = x.data.slice();
  for (let i = 0; i < x.rows; i++) {
    const probability = rng.uniform();
    for (let j = i * x.columns; j < (i + 1) * x.columns; j++) {
      if (rng.uniform() < probability) copy[j] = Number.NaN;
    }
  }
  const twice = (table: Matrix, second: Float32Array): Matrix => {
    const data = new Float32Array(2 * table.data.length);
    data.set(table.data);
    data.set(second, table.data.length);
    return { ...table, data, rows: 2 * table.rows };
  };
  const all = Int32Array.from({ length: 2 * rows.length }, (_, at) => at);
  return {
    simulations: { ...simulations, theta: twice(theta, theta.data), x: twice(x, copy) },
    weights: weights && Float32Array.from(all, (at) => weights[rows[at % rows.length] as number] as number),
    rows: all,
  };
}

function isEmpty({ data, columns }: Matrix, j: number): boolean {
  for (let i = j; i < data.length; i += columns) if (!Number.isNaN(data[i])) return false;
  return true;
}
