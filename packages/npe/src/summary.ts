import { checkFinite, column, expectMatrix, type Matrix, ShapeError } from '@sbi/core';

/** One coordinate of a posterior in numbers. */
export interface Summary {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  readonly q025: number;
  readonly q05: number;
  readonly median: number;
  readonly q95: number;
  readonly q975: number;
}

/**
 * Mean, standard deviation (N − 1) and quantiles (linear between draws) of every column.
 *
 * @param names of the columns; the table's own where absent, else `theta_1`, `theta_2`, …
 * @throws ShapeError for a table without rows, or names that are not one a column
 * @example
 * import { matrix } from '@sbi/core';
 * import { summarize } from '@sbi/npe';
 * const [beta] = summarize(matrix([[1], [2], [6]], ['beta']));
 * console.log(beta.name, beta.mean, beta.median, beta.q95); // → beta 3 2 5.6
 */
export function summarize(draws: Matrix, names: readonly string[] = namesOf(draws)): Summary[] {
  expectMatrix(draws, 'draws', 'summarize');
  if (draws.rows < 1) throw new ShapeError('draws', 'hold at least one row', 'none', 'summarize');
  checkFinite(draws, 'draws', 'summarize');
  if (names.length !== draws.columns) {
    throw new ShapeError('names', `name ${draws.columns} columns`, `${names.length} names`, 'summarize');
  }
  return names.map((name, j) => {
    const sorted = Float64Array.from(column(draws, j)).sort();
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const sum = sorted.reduce((total, value) => total + (value - mean) ** 2, 0);
    const at = (q: number) => quantile(sorted, q);
    const sd = Math.sqrt(sum / Math.max(1, sorted.length - 1));
    return {
      name,
      mean,
      sd,
      q025: at(0.025),
      q05: at(0.05),
      median: at(0.5),
      q95: at(0.95),
      q975: at(0.975),
    };
  });
}

function namesOf(draws: Matrix): readonly string[] {
  return draws?.names ?? Array.from({ length: draws?.columns ?? 0 }, (_, j) => `theta_${j + 1}`);
}

function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
