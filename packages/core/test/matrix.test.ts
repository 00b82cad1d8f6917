import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  column,
  expectMatrix,
  type Matrix,
  matrix,
  matrixOf,
  rowOf,
  ShapeError,
  selectRows,
  toMatrix,
  toTensor,
} from '../src/index.ts';
import { backends, start } from './backends.ts';

const table = matrix(
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  ['alpha', 'beta'],
);

/** Past the types, as plain JavaScript calls. */
const loosely = <A extends readonly unknown[], R>(f: (...args: never[]) => R, ...args: A): R =>
  f(...(args as unknown as never[]));

describe('matrix', () => {
  it('lays rows out one after the other, in single precision', () => {
    expect(matrix([[0.1], new Float64Array([0.2]), Float32Array.of(3)])).toEqual({
      data: Float32Array.of(0.1, 0.2, 3),
      rows: 3,
      columns: 1,
    });
    expect([...table.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(table).toMatchObject({ rows: 3, columns: 2, names: ['alpha', 'beta'] });
  });

  it('keeps NaN and infinity, which a simulator may return', () => {
    expect([...matrix([[Number.NaN, Number.POSITIVE_INFINITY]]).data]).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it.each<[string, unknown[], string]>([
    ['nothing', [undefined], 'rows must be a list of at least one row; received undefined (matrix).'],
    ['no rows', [[]], 'rows must be a list of at least one row; received [] (matrix).'],
    ['an empty row', [[[]]], 'row 0 must hold at least one number; received [] (matrix).'],
    ['a flat list', [[1, 2]], 'row 0 must hold at least one number; received 1 (matrix).'],
    ['a hole', [[[1], undefined]], 'row 1 must hold 1 numbers, as the first; received undefined (matrix).'],
    ['ragged rows', [[[1, 2], [3]]], 'row 1 must hold 2 numbers, as the first; received [3] (matrix).'],
    ['text', [[[1, 'two']]], 'row 0 must hold numbers; received "two" in column 1 (matrix).'],
    ['big integers', [[[1n]]], 'row 0 must hold numbers; received a bigint in column 0 (matrix).'],
    [
      'a sparse row',
      [[[1], new Array(1)]],
      'row 1 must hold numbers; received undefined in column 0 (matrix).',
    ],
    ['too few names', [[[1, 2]], ['a']], 'names must name each of 2 columns once; received "a" (matrixOf).'],
    [
      'a name twice',
      [[[1, 2]], ['a', 'a']],
      'names must name each of 2 columns once; received "a", "a" (matrixOf).',
    ],
    [
      'names that are no text',
      [[[1, 2]], ['a', 2]],
      'names must name each of 2 columns once; received "a", 2 (matrixOf).',
    ],
    [
      'names in one string',
      [[[1, 2]], 'ab'],
      'names must name each of 2 columns once; received "ab" (matrixOf).',
    ],
    [
      'a thousand names',
      [[[1]], Array.from({ length: 1000 }, (_, i) => `${i}\n${'x'.repeat(100)}`)],
      'and 992 more (matrixOf).',
    ],
  ])('refuses %s', (_, args, message) => {
    const make = () => loosely(matrix, ...args);
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(message);
    expect(make).toThrow(/^[^\n]{1,600}$/);
  });
});

describe('matrixOf', () => {
  it('does not copy the numbers, but the names', () => {
    const data = Float32Array.of(1, 2);
    const names = ['a', 'b'];
    const made = matrixOf(data, 2, names);
    expect(made.data).toBe(data);
    names[0] = 'changed';
    expect(made.names).toEqual(['a', 'b']);
    expect(matrixOf(new Float32Array(0), 3)).toMatchObject({ rows: 0, columns: 3 });
  });

  it.each<[unknown[], string]>([
    [[[1, 2], 2], 'data must be a Float32Array; received [1, 2] (matrixOf).'],
    [[new Float64Array(9), 3], 'data must be a Float32Array; received a list of 9 entries (matrixOf).'],
    [[new Float32Array(3), 2], 'data must hold whole rows of 2 columns; received 3 numbers (matrixOf).'],
    [[new Float32Array(3), 0], 'data must hold whole rows of 0 columns; received 3 numbers (matrixOf).'],
    [[new Float32Array(3), 1.5], 'data must hold whole rows of 1.5 columns; received 3 numbers (matrixOf).'],
    [
      [new Float32Array(3), Number.NaN],
      'data must hold whole rows of NaN columns; received 3 numbers (matrixOf).',
    ],
  ])('refuses %#', (args, message) => {
    expect(() => loosely(matrixOf, ...args)).toThrow(message);
  });
});

describe('expectMatrix', () => {
  it('accepts a table, of any make', () => {
    expectMatrix(table, 'theta', 'f');
    expectMatrix({ data: new Float32Array(0), rows: 0, columns: 2 }, 'theta', 'f');
  });

  it.each<[unknown, string]>([
    [[[1, 2]], 'theta must be a Matrix, as from matrix(rows); received a list of 1 entries (f).'],
    [undefined, 'theta must be a Matrix, as from matrix(rows); received undefined (f).'],
    [{ data: [1], rows: 1, columns: 1 }, 'theta.data must be a Float32Array; received [1] (f).'],
    [
      { data: new Float32Array(3), rows: 2, columns: 2 },
      'theta.data must hold 2 rows of 2 columns; received 3 numbers (f).',
    ],
    [
      { data: new Float32Array(0) },
      'theta.data must hold undefined rows of undefined columns; received 0 numbers (f).',
    ],
  ])('refuses %#', (value, message) => {
    expect(() => expectMatrix(value as Matrix, 'theta', 'f')).toThrow(message);
  });
});

describe('parts of a table', () => {
  it('rowOf is a view', () => {
    const own = matrix([
      [1, 2],
      [3, 4],
    ]);
    rowOf(own, 1)[0] = 9;
    expect([...own.data]).toEqual([1, 2, 9, 4]);
  });

  it('column is a copy, by name or by index', () => {
    const beta = column(table, 'beta');
    expect([...beta]).toEqual([2, 4, 6]);
    expect([...column(table, 0)]).toEqual([1, 3, 5]);
    beta[0] = 9;
    expect(table.data[1]).toBe(2);
  });

  it('selectRows takes rows in any order, repeated or none, and keeps the names', () => {
    const chosen = selectRows(table, Int32Array.of(2, 0, 2));
    expect([...chosen.data]).toEqual([5, 6, 1, 2, 5, 6]);
    expect(chosen.names).toEqual(['alpha', 'beta']);
    expect(selectRows(table, []).rows).toBe(0);
  });

  it.each<[() => unknown, string]>([
    [() => rowOf(table, 3), 'index must be that of one of 3 rows; received 3 (rowOf).'],
    [() => rowOf(table, -1), 'index must be that of one of 3 rows; received -1 (rowOf).'],
    [() => rowOf(table, 0.5), 'index must be that of one of 3 rows; received 0.5 (rowOf).'],
    [() => loosely(rowOf, table, '1'), 'index must be that of one of 3 rows; received "1" (rowOf).'],
    [() => selectRows(table, [0, 3]), 'index must be that of one of 3 rows; received 3 (selectRows).'],
    [
      () => selectRows(table, [Number.NaN]),
      'index must be that of one of 3 rows; received NaN (selectRows).',
    ],
    [() => column(table, 'gamma'), 'column must be one of "alpha", "beta"; received "gamma" (column).'],
    [() => column(table, 2), 'column must be an index below 2; received 2 (column).'],
    [() => column(matrix([[1]]), 'alpha'), 'column must be an index below 1; received "alpha" (column).'],
    [
      () => loosely(column, [[1]], 0),
      'table must be a Matrix, as from matrix(rows); received a list of 1 entries (column).',
    ],
    [
      () => loosely(toTensor, [[1]]),
      'table must be a Matrix, as from matrix(rows); received a list of 1 entries (toTensor).',
    ],
    [
      () => loosely(selectRows, 1, []),
      'table must be a Matrix, as from matrix(rows); received 1 (selectRows).',
    ],
  ])('refuses %#', (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});

describe.each(backends)('tensors on %s', (backend) => {
  beforeAll(() => start(backend));

  it('go there and back, with or without rows, and leave nothing', async () => {
    const before = tf.memory().numTensors;
    expect(await toMatrix(toTensor(table), table.names)).toEqual(table);
    const none = matrixOf(new Float32Array(0), 4);
    expect(await toMatrix(toTensor(none))).toEqual(none);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('share no memory with the table', async () => {
    const own = matrix([[1, 2]]);
    const tensor = toTensor(own);
    own.data[0] = 9;
    const kept = tf.clone(tensor);
    const back = await toMatrix(tensor);
    expect([...back.data]).toEqual([1, 2]);
    back.data[1] = 9;
    expect([...(await kept.data())]).toEqual([1, 2]);
    kept.dispose();
  });

  it('of whole numbers become single precision', async () => {
    expect((await toMatrix(tf.tensor2d([[1, 2]], [1, 2], 'int32'))).data).toEqual(Float32Array.of(1, 2));
  });

  it('that are no table are refused, and disposed all the same', async () => {
    const before = tf.memory().numTensors;
    await expect(toMatrix(tf.tensor1d([1]))).rejects.toThrow(
      'tensor must have shape [rows, columns]; received [1] (toMatrix).',
    );
    await expect(toMatrix(tf.tensor2d([[1]]), ['a', 'b'])).rejects.toThrow(
      /names must name each of 1 columns/,
    );
    expect(tf.memory().numTensors).toBe(before);
    await expect(loosely(toMatrix, [[1]])).rejects.toThrow(
      'tensor must be a tensor; received a list of 1 entries (toMatrix).',
    );
  });
});
