import type { Matrix, Simulations } from '@sbi/core';

/** More numbers of x than this are many. */
const MANY_COLUMNS = 50;
/** So are more than one for each so many simulations. */
const ROWS_PER_COLUMN = 10;
/** How often, of x that says nothing about θ, any column at all is kept. */
const LEVEL = 0.01;
/** Rows that are looked at. */
const MOST_ROWS = 10_000;

/** Whether x has so many numbers that a flow had better not read all of them. */
export function hasMany(x: Matrix): boolean {
  return x.columns > MANY_COLUMNS || x.rows < ROWS_PER_COLUMN * x.columns;
}

/**
 * The columns of x that say something about θ, where x has many: those whose ranks, or distances from the middle rank, go
 * with the ranks of θ, with their distances from the middle, or with products of two of them. Undefined where x has few
 * columns, or where all or none are kept.
 *
 * Under independence a correlation of ranks has mean 0 and variance 1/(n − 1), whatever the second table (Spearman 1904;
 * Hoeffding 1951): |ρ| √(n − 1) beyond √(2 ln(m/0.01)), which of m of them any normal number exceeds with a probability of 1 %
 * at most.
 */
export function screenedColumns({ theta, x }: Simulations): readonly number[] | undefined {
  if (!hasMany(x)) return undefined;
  const rows = Math.min(x.rows, MOST_ROWS);
  const targets = targetsOf(theta, rows);
  const tests = 2 * targets.length * x.columns;
  const limit = Math.sqrt((2 * Math.log(tests / LEVEL)) / (rows - 1));
  const kept: number[] = [];
  for (let j = 0; j < x.columns; j++) {
    const ranks = ranksOf(x, j, rows);
    const signals = [ranks, ranks.map(Math.abs)].map(standardised);
    if (signals.some((signal) => targets.some((target) => Math.abs(product(signal, target)) > limit))) {
      kept.push(j);
    }
  }
  return kept.length > 0 && kept.length < x.columns ? kept : undefined;
}

/** Ranks of θ, their distances from the middle, and products of two columns' ranks: each standardised. */
function targetsOf(theta: Matrix, rows: number): readonly Float64Array[] {
  const ranks = Array.from({ length: theta.columns }, (_, j) => ranksOf(theta, j, rows));
  const products = ranks.flatMap((first, j) =>
    ranks.slice(j + 1).map((second) => first.map((rank, i) => rank * (second[i] as number))),
  );
  return [...ranks, ...ranks.map((list) => list.map(Math.abs)), ...products].map(standardised);
}

/** Ranks of the first rows of a column, around 0; those of equal numbers are their mean. */
function ranksOf({ data, columns }: Matrix, j: number, rows: number): Float64Array {
  const at = (i: number) => data[i * columns + j] as number;
  const order = Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => at(a) - at(b));
  const ranks = new Float64Array(rows);
  for (let begin = 0; begin < rows; ) {
    let end = begin + 1;
    while (end < rows && at(order[end] as number) === at(order[begin] as number)) end++;
    for (let k = begin; k < end; k++) ranks[order[k] as number] = (begin + end - rows) / 2;
    begin = end;
  }
  return ranks;
}

/** Mean 0 and sum of squares 1; constants are all 0. */
function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return values.map((value) => (norm > 0 ? (value - mean) / norm : 0));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
