import { describeValue } from './describeValue.ts';
import { ShapeError } from './errors.ts';
import { expectMatrix, type Matrix, selectRows } from './matrix.ts';
import { asShape, type Shape, sizeOf } from './shapes.ts';

/** Pairs (θ, x) with θ ~ p(θ), x ~ p(x | θ): row i of one belongs to row i of the other. */
export interface Simulations {
  readonly theta: Matrix;
  readonly x: Matrix;
  /** The event shape of one x where it is not a vector, such as [time, channels]. */
  readonly xShape?: Shape;
}

/**
 * Checks that the tables fit together and hold finite numbers only.
 *
 * @param missing what to do about NaN in x, which stands for what is missing: it is an error unless 'allow' is said
 * @throws ShapeError naming table, row and column.
 */
export function checkSimulations(
  simulations: Simulations,
  where: string,
  missing: 'refuse' | 'allow' = 'refuse',
): void {
  if (typeof simulations !== 'object' || simulations === null) {
    throw new ShapeError('simulations', 'be { theta, x }', describeValue(simulations), where);
  }
  const { theta, x, xShape } = simulations;
  expectMatrix(theta, 'theta', where);
  expectMatrix(x, 'x', where);
  if (theta.rows === 0) throw new ShapeError('theta', 'have at least one row', 'none', where);
  if (theta.rows !== x.rows) {
    throw new ShapeError('x', `have ${theta.rows} rows, one for each theta`, `${x.rows} rows`, where);
  }
  if (xShape && sizeOf(asShape(xShape, where)) !== x.columns) {
    throw new ShapeError('xShape', `hold ${x.columns} numbers, the columns of x`, xShape, where);
  }
  checkFinite(theta, 'theta', where);
  checkFinite(x, 'x', where, missing);
}

/**
 * Checks that a table holds finite numbers only.
 *
 * @param missing what to do about NaN: it is an error unless 'allow' is said
 * @throws ShapeError naming the first row and column that is not finite
 */
export function checkFinite(
  table: Matrix,
  argument: string,
  where: string,
  missing: 'refuse' | 'allow' = 'refuse',
): void {
  const bad = firstBad(table.data, missing);
  if (bad < 0) return;
  const row = Math.floor(bad / table.columns);
  const got = `${table.data[bad]} in row ${row}, column ${bad % table.columns}`;
  throw new ShapeError(argument, 'hold finite numbers only', got, where);
}

function firstBad(data: Float32Array, missing: 'refuse' | 'allow'): number {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]) || (missing === 'allow' && Number.isNaN(data[i]))) continue;
    return i;
  }
  return -1;
}

/** The pairs with the given indices, in that order. @throws ShapeError when there is no such pair. */
export function selectSimulations(simulations: Simulations, indices: ArrayLike<number>): Simulations {
  return {
    ...simulations,
    theta: selectRows(simulations.theta, indices),
    x: selectRows(simulations.x, indices),
  };
}
