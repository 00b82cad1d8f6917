import {
  breather,
  checkFinite,
  describeValue,
  expectMatrix,
  type Job,
  type Matrix,
  matrixOf,
  Rng,
  rowOf,
  type Seed,
  ShapeError,
  type Simulations,
} from '@sbi/core';
import type { AmortizedLike } from './amortizedLike.ts';

/** What every diagnostic over pairs takes. */
export interface DiagnosticOptions extends Job<{ readonly done: number; readonly total: number }> {
  readonly seed: Seed;
  /** Posterior draws for each pair (1,000). */
  readonly draws?: number;
}

/** One pair with the posterior's answer to its x. */
interface PairDraws {
  readonly index: number;
  /** The θ that x was simulated from. */
  readonly truth: Float32Array;
  /** θ ~ q(· | x): [draws, D] */
  readonly draws: Matrix;
  /** ln q(· | x) up to a constant, of the draws and, last, of the truth; where asked for. */
  readonly logProb?: ArrayLike<number>;
}

/** Whoever looks at every pair in turn. */
export type Visitor = (pair: PairDraws) => void;

const DRAWS = 1000;
const LEAST_PAIRS = 10;
/** Draws that are asked for at a time. */
const BATCH = 50_000;

/** The number of draws asked for. @throws ShapeError unless pairs and options are what they must be. */
export function checkPairs(pairs: Simulations, options: DiagnosticOptions, where: string): number {
  if (typeof pairs !== 'object' || pairs === null) {
    throw new ShapeError('pairs', 'be { theta, x }', describeValue(pairs), where);
  }
  const { theta, x } = pairs;
  expectMatrix(theta, 'theta', where);
  expectMatrix(x, 'x', where);
  if (theta.rows < LEAST_PAIRS) {
    throw new ShapeError('theta', `have at least ${LEAST_PAIRS} rows`, `${theta.rows} rows`, where);
  }
  if (theta.rows !== x.rows) {
    throw new ShapeError('x', `have ${theta.rows} rows, one for each theta`, `${x.rows} rows`, where);
  }
  checkFinite(theta, 'theta', where);
  const draws = options?.draws ?? DRAWS;
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw new ShapeError('draws', 'be an integer from 1', describeValue(draws), where);
  }
  return draws;
}

/** The parameters' names: those of the table, else `theta_1`, `theta_2`, … */
export function parameterNames({ theta }: Simulations): readonly string[] {
  return theta.names ?? Array.from({ length: theta.columns }, (_, j) => `theta_${j + 1}`);
}

/** Asks the posterior about every pair, many x at a time where it can, and shows what comes to the visitors. */
export async function visitPairs(
  amortized: AmortizedLike,
  pairs: Simulations,
  options: DiagnosticOptions & { readonly draws: number; readonly density: boolean; readonly where: string },
  visitors: readonly Visitor[],
): Promise<void> {
  const { theta, x } = pairs;
  const { draws: count, where, signal } = options;
  const rng = Rng.from(options.seed).fork('draws');
  const breathe = breather(signal);
  const step = amortized.sampleBatched ? Math.max(1, Math.floor(BATCH / count)) : 1;
  for (let begin = 0; begin < theta.rows; begin += step) {
    const end = Math.min(theta.rows, begin + step);
    const rows = rowsBetween(x, begin, end);
    const tables = await drawAt(amortized, rows, count, rng.fork(begin), signal);
    if (tables.length !== rows.rows) {
      throw new ShapeError('sampleBatched', `give ${rows.rows} tables`, `${tables.length}`, where);
    }
    for (const table of tables) checkDraws(table, count, theta.columns, where);
    const asked = () => tables.map((table, i) => withTruth(table, rowOf(theta, begin + i)));
    const values = options.density ? await densityAt(amortized, asked(), rows, where, signal) : undefined;
    for (const [i, draws] of tables.entries()) {
      const logProb = values?.[i];
      const pair = { index: begin + i, truth: rowOf(theta, begin + i), draws };
      for (const visit of visitors) visit(logProb ? { ...pair, logProb } : pair);
    }
    options.onProgress?.({ done: end, total: theta.rows });
    await breathe();
  }
}

/** Whether ln q can be asked for. */
export function hasDensity(amortized: AmortizedLike, { x }: Simulations): boolean {
  return amortized.logProbBatched !== undefined || amortized.given(rowOf(x, 0)).logProb !== undefined;
}

function rowsBetween(table: Matrix, begin: number, end: number): Matrix {
  return matrixOf(table.data.subarray(begin * table.columns, end * table.columns), table.columns);
}

async function drawAt(
  amortized: AmortizedLike,
  x: Matrix,
  count: number,
  seed: Rng,
  signal: AbortSignal | undefined,
): Promise<readonly Matrix[]> {
  const options = signal ? { seed, signal } : { seed };
  if (amortized.sampleBatched) return amortized.sampleBatched(x, count, options);
  return [await amortized.given(rowOf(x, 0)).sample(count, options)];
}

async function densityAt(
  amortized: AmortizedLike,
  theta: readonly Matrix[],
  x: Matrix,
  where: string,
  signal: AbortSignal | undefined,
): Promise<readonly ArrayLike<number>[]> {
  const options = signal ? { normalized: false, signal } : { normalized: false };
  const values: ArrayLike<number>[] = [];
  if (amortized.logProbBatched) values.push(...(await amortized.logProbBatched(theta, x, options)));
  else {
    for (const [i, table] of theta.entries()) {
      const value = await amortized.given(rowOf(x, i)).logProb?.(table, options);
      if (value === undefined) throw new ShapeError('posterior', 'have logProb', 'none', where);
      values.push(value);
    }
  }
  theta.forEach((table, i) => {
    const value = values[i];
    const bad = value?.length !== table.rows || Array.prototype.some.call(value, Number.isNaN);
    if (bad) throw new ShapeError('logProb', `give ${table.rows} numbers`, describeValue(value), where);
  });
  return values;
}

function withTruth({ data, columns }: Matrix, truth: Float32Array): Matrix {
  const both = new Float32Array(data.length + columns);
  both.set(data);
  both.set(truth, data.length);
  return matrixOf(both, columns);
}

/** @throws ShapeError unless it is a table [count, dim] of finite numbers */
export function checkDraws(table: Matrix, count: number, dim: number, where: string): void {
  expectMatrix(table, 'draws', where);
  if (table.rows !== count || table.columns !== dim) {
    throw new ShapeError('draws', `have shape [${count}, ${dim}]`, [table.rows, table.columns], where);
  }
  checkFinite(table, 'draws', where);
}
