import { type Matrix, matrixOf, ShapeError, type Simulations } from '@sbi/core';

const HERE = 'concatSimulations';

/**
 * One table from several, rows in the order given: runs with different seeds, or what an aborted run left and the rest.
 *
 * @throws ShapeError unless there is a part, and all agree in columns, names and xShape.
 * @example
 * import { matrix } from '@sbi/core';
 * import { concatSimulations } from '@sbi/simulate';
 * const part = { theta: matrix([[1], [2]]), x: matrix([[1.1], [2.1]]) };
 * console.log(concatSimulations([part, part]).theta.rows); // → 4
 */
export function concatSimulations(parts: readonly Simulations[]): Simulations {
  const [first] = parts;
  if (!first) throw new ShapeError('parts', 'hold at least one table', 'none', HERE);
  for (const [i, { theta, x, xShape }] of parts.entries()) {
    if (theta.rows !== x.rows) {
      const expected = `have ${theta.rows} rows, as its theta`;
      throw new ShapeError(`x of part ${i}`, expected, `${x.rows}`, HERE);
    }
    expectSame(`xShape of part ${i}`, `[${first.xShape ?? ''}]`, `[${xShape ?? ''}]`);
  }
  const joined = {
    theta: stack(
      parts.map(({ theta }) => theta),
      'theta',
    ),
    x: stack(
      parts.map(({ x }) => x),
      'x',
    ),
  };
  return first.xShape ? { ...joined, xShape: first.xShape } : joined;
}

function stack(tables: readonly Matrix[], argument: string): Matrix {
  const { columns, names } = tables[0] as Matrix;
  const data = new Float32Array(tables.reduce((size, table) => size + table.data.length, 0));
  let start = 0;
  for (const [i, table] of tables.entries()) {
    const name = `${argument} of part ${i}`;
    expectSame(name, describeColumns(columns, names), describeColumns(table.columns, table.names));
    data.set(table.data, start);
    start += table.data.length;
  }
  return matrixOf(data, columns, names);
}

function describeColumns(columns: number, names: readonly string[] | undefined): string {
  return `${columns} columns ${names ? `named ${names.join(', ')}` : 'without names'}`;
}

function expectSame(argument: string, expected: string, received: string): void {
  if (received !== expected) throw new ShapeError(argument, `be ${expected}, as in part 0`, received, HERE);
}
