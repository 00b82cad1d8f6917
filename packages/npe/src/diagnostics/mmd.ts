import { breather, checkFinite, describeValue, expectMatrix, type Matrix, ShapeError } from '@sbi/core';
import { medianDistance, squaredDistance, stack } from './kernel.ts';

/** What `mmd` takes. */
export interface MmdOptions {
  /** Of the Gaussian kernel; the median distance between rows by default. */
  readonly bandwidth?: number;
  /** 'unbiased' leaves out each row's kernel with itself, and may come out negative. */
  readonly estimator?: 'biased' | 'unbiased';
  readonly signal?: AbortSignal;
}

/**
 * Squared maximum mean discrepancy between two tables of draws: 0 if and only if their distributions are one.
 *
 * MMD² = E k(a, a′) + E k(b, b′) − 2 E k(a, b) with the kernel k(u, v) = exp(−‖u − v‖²/2h²) (Gretton, Borgwardt, Rasch,
 * Schölkopf & Smola 2012, Eqs. 3 and 5). Columns count as they are: scale them first where their units differ.
 *
 * @param a draws [n, D]
 * @param b draws [m, D]
 * @throws ShapeError unless both tables have the same columns, two rows or more, and finite numbers only
 * @example
 * import { matrix, Rng } from '@sbi/core';
 * import { mmd } from '@sbi/npe';
 * const rng = Rng.fromSeed(1);
 * const at = (mean) => matrix(Array.from({ length: 200 }, () => [mean + rng.normal()]));
 * console.log((await mmd(at(0), at(0))) < 0.02, (await mmd(at(0), at(3))) > 0.5); // → true true
 */
export async function mmd(a: Matrix, b: Matrix, options: MmdOptions = {}): Promise<number> {
  const where = 'mmd';
  for (const [argument, table] of Object.entries({ a, b })) checkTable(table, argument, where);
  if (a.columns !== b.columns) {
    throw new ShapeError('b', `have ${a.columns} columns, as a`, [b.rows, b.columns], where);
  }
  const { bandwidth = medianDistance(stack(a, b)), estimator = 'biased', signal } = options;
  if (!(bandwidth > 0 && bandwidth < Number.POSITIVE_INFINITY)) {
    throw new ShapeError('bandwidth', 'be a positive number', describeValue(bandwidth), where);
  }
  if (estimator !== 'biased' && estimator !== 'unbiased') {
    throw new ShapeError('estimator', "be 'biased' or 'unbiased'", describeValue(estimator), where);
  }
  const factor = -0.5 / bandwidth ** 2;
  const breathe = breather(signal);
  const total = async (one: Matrix, two: Matrix) => {
    let sum = 0;
    for (let i = 0; i < one.rows; i++) {
      for (let j = 0; j < two.rows; j++) sum += Math.exp(factor * squaredDistance(one, i, two, j));
      await breathe();
    }
    return sum;
  };
  const within = async (table: Matrix) => {
    const n = table.rows;
    const sum = await total(table, table);
    return estimator === 'biased' ? sum / n ** 2 : (sum - n) / (n * (n - 1));
  };
  const across = (await total(a, b)) / (a.rows * b.rows);
  return (await within(a)) + (await within(b)) - 2 * across;
}

function checkTable(table: Matrix, argument: string, where: string): void {
  expectMatrix(table, argument, where);
  if (table.rows < 2) throw new ShapeError(argument, 'have at least 2 rows', `${table.rows} rows`, where);
  checkFinite(table, argument, where);
}
