import { describe, expect, it } from 'vitest';
import {
  checkFinite,
  checkSimulations,
  matrix,
  matrixOf,
  ShapeError,
  selectSimulations,
} from '../src/index.ts';

const theta = matrix([[1], [2], [3]], ['alpha']);
const x = matrix([
  [1, 2],
  [3, 4],
  [5, 6],
]);

describe('checkSimulations', () => {
  it('accepts tables that fit', () => {
    checkSimulations({ theta, x }, 'npe');
    checkSimulations({ theta, x, xShape: [1, 2] }, 'npe');
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'simulations must be { theta, x }; received undefined (npe).'],
    ['no x', { theta }, 'x must be a Matrix, as from matrix(rows); received undefined (npe).'],
    [
      'nested lists',
      { theta: [[1]], x: [[1]] },
      'theta must be a Matrix, as from matrix(rows); received a list of 1 entries (npe).',
    ],
    [
      'other numbers of rows',
      { theta, x: matrix([[1]]) },
      'x must have 3 rows, one for each theta; received 1 rows (npe).',
    ],
    [
      'no rows',
      { theta: matrixOf(new Float32Array(0), 1), x: matrixOf(new Float32Array(0), 2) },
      'theta must have at least one row; received none (npe).',
    ],
    [
      'a shape of another size',
      { theta, x, xShape: [3] },
      'xShape must hold 2 numbers, the columns of x; received [3] (npe).',
    ],
    [
      'a negative shape',
      { theta, x, xShape: [-1, -2] },
      'shape must be an integer from 0, or a list of them; received [-1, -2] (npe).',
    ],
    [
      'NaN in theta',
      { theta: matrix([[1], [Number.NaN], [3]]), x },
      'theta must hold finite numbers only; received NaN in row 1, column 0 (npe).',
    ],
    [
      'infinity in x',
      {
        theta,
        x: matrix([
          [1, 2],
          [3, 4],
          [5, Number.NEGATIVE_INFINITY],
        ]),
      },
      'x must hold finite numbers only; received -Infinity in row 2, column 1 (npe).',
    ],
  ])('refuses %s', (_, simulations, message) => {
    const check = () => checkSimulations(simulations as Parameters<typeof checkSimulations>[0], 'npe');
    expect(check).toThrow(ShapeError);
    expect(check).toThrow(message);
  });
});

describe('checkFinite', () => {
  it('passes the largest numbers and an empty table', () => {
    checkFinite(matrix([[3.4e38, -3.4e38, 1e-45]]), 'x', 'f');
    checkFinite(matrixOf(new Float32Array(0), 2), 'x', 'f');
  });

  it('names what float32 cannot hold', () => {
    expect(() => checkFinite(matrix([[0, 3.5e38]]), 'x', 'f')).toThrow(
      'x must hold finite numbers only; received Infinity in row 0, column 1 (f).',
    );
  });
});

describe('selectSimulations', () => {
  it('takes the same rows of both, and keeps names and shape', () => {
    const chosen = selectSimulations({ theta, x, xShape: [2, 1] }, [2, 0]);
    expect([...chosen.theta.data]).toEqual([3, 1]);
    expect([...chosen.x.data]).toEqual([5, 6, 1, 2]);
    expect(chosen.xShape).toEqual([2, 1]);
    expect(chosen.theta.names).toEqual(['alpha']);
  });

  it('refuses a row that is not there', () => {
    expect(() => selectSimulations({ theta, x }, [3])).toThrow(
      'index must be that of one of 3 rows; received 3 (selectRows).',
    );
  });
});
