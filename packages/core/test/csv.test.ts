import { describe, expect, it } from 'vitest';
import { fromCsv, matrix, matrixOf, Rng, SerializationError, ShapeError, toCsv } from '../src/index.ts';

describe('a round trip', () => {
  it('keeps names and numbers', () => {
    const table = matrix(
      [
        [0.1, -2],
        [1e-7, 3e10],
      ],
      ['θ₁', 'a, "b"'],
    );
    expect(toCsv(table)).toBe('θ₁,"a, ""b"""\n0.1,-2\n1e-7,30000000000\n');
    expect(fromCsv(toCsv(table))).toEqual(table);
  });

  it.each([1, 2, 3])('keeps every bit of any float32, in at most nine digits: seed %d', (seed) => {
    const rng = Rng.fromSeed(seed);
    const words = Uint32Array.from({ length: 60_000 }, () => rng.bits());
    const edges = [0, 0x80000000, 1, 0x807fffff, 0x00800000, 0x7f7fffff, 0xff7fffff, 0x3f800001];
    words.set(edges);
    const finite = new Float32Array(words.buffer).filter(Number.isFinite);
    const text = toCsv(matrixOf(finite, 1));
    const back = fromCsv(text).data;
    expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(finite.buffer));
    for (const cell of text.trimEnd().split('\n')) {
      const digits = cell
        .replace(/e.*$/, '')
        .replace(/^-?0*\.?0*|\./g, '')
        .replace(/0+$/, '');
      expect(digits.length).toBeLessThanOrEqual(9);
    }
  });

  it.each([
    ['1', '1'],
    ['nan', 'nan'],
    ['-Infinity', '-Infinity'],
    ['', ''],
    [' a', ' a'],
  ])('refuses the name %j, which would not come back', (name) => {
    expect(() => toCsv(matrix([[1]], [name]))).toThrow(
      new ShapeError('names', 'be words without spaces around them', JSON.stringify(name), 'toCsv'),
    );
  });

  it('refuses what is no table', () => {
    expect(() => toCsv([[1]] as never)).toThrow('table must be a Matrix, as from matrix(rows); received');
  });
});

describe('reading', () => {
  it.each([
    ['names', 'a,b\n1,2\n', ['a', 'b'], [1, 2]],
    ['no names', '1,2\n3,4', undefined, [1, 2, 3, 4]],
    ['spaces and signs', ' a , b \n +1 , -2e-3 \n .5,5.\n', ['a', 'b'], [1, -0.002, 0.5, 5]],
    ['Windows line ends and a byte order mark', '\ufeffa,b\r\n1,2\r\n', ['a', 'b'], [1, 2]],
    ['old Mac line ends', 'a,b\r1,2\r3,4', ['a', 'b'], [1, 2, 3, 4]],
    ['quotes', '"a","b, c"\n"1",2\n', ['a', 'b, c'], [1, 2]],
    ['empty lines at the end', '1\n2\n\n  \r\n\n', undefined, [1, 2]],
    ['one column of words', 'NA\n1', ['NA'], [1]],
    ['a line of numbers alone', '2024,7', undefined, [2024, 7]],
    ['names of JavaScript', '__proto__,constructor\n1,2', ['__proto__', 'constructor'], [1, 2]],
    ['numbers that float32 rounds', '16777217\n1e-50', undefined, [16777216, 0]],
  ])('takes %s', (_, text, names, data) => {
    const table = fromCsv(text);
    expect(table.names).toEqual(names);
    expect([...table.data]).toEqual(data.map(Math.fround));
    expect(table.rows * table.columns).toBe(data.length);
  });

  it('keeps cells that are missing, where that is asked for', () => {
    const table = fromCsv('a,b\n1,NaN\nNA,2\n', 'x.csv', { missing: 'keep' });
    expect([table.names, [...table.data]]).toEqual([
      ['a', 'b'],
      [1, Number.NaN, Number.NaN, 2],
    ]);
    expect(fromCsv('NA,3\n', 'x.csv', { missing: 'keep' }).names).toBeUndefined();
    expect(fromCsv(toCsv(table), 'x.csv', { missing: 'keep' })).toEqual(table);
    for (const cell of ['', 'Infinity', 'n/a', 'nano']) {
      expect(() => fromCsv(`1,2\n3,${cell}x`.slice(0, -1), 'x.csv', { missing: 'keep' })).toThrow(
        /^Every (cell|line) of x\.csv must /,
      );
    }
    expect(() => fromCsv('1,NaN\n', 'x.csv')).toThrow('received "NaN" in line 1, column 2.');
  });

  it('takes a million rows of three', () => {
    const rows = 1_000_000;
    const text = `a,b,c\n${'1.5,-2,3e-5\n'.repeat(rows)}`;
    const table = fromCsv(text);
    expect(table.rows).toBe(rows);
    expect([...table.data.subarray(-3)]).toEqual([1.5, -2, Math.fround(3e-5)]);
  });
});

const line = 'The first line of theta.csv must';

describe('refusing, in one line that names file and place', () => {
  it.each([
    ['', 'theta.csv must hold at least one row of numbers; received none.'],
    ['\n \n', 'theta.csv must hold at least one row of numbers; received none.'],
    ['a,b\n', 'theta.csv must hold at least one row of numbers; received none.'],
    ['a,b\n1,2\n3\n', 'Every line of theta.csv must have 2 columns, as the first; received 1 in line 3.'],
    ['1,2\n3,4,5\n', 'Every line of theta.csv must have 2 columns, as the first; received 3 in line 2.'],
    ['1,2\n\n3,4\n', 'Every line of theta.csv must have 2 columns, as the first; received 0 in line 2.'],
    ['a,b\n1,two\n', 'received "two" in line 2, column "b".'],
    ['1,2\n3,NaN\n', 'received "NaN" in line 2, column 2.'],
    ['1,2\n3,Infinity\n', 'received "Infinity" in line 2, column 2.'],
    ['1,2\n3,\n', 'received "" in line 2, column 2.'],
    ['1,2\n3,0x10\n', 'received "0x10" in line 2, column 2.'],
    ['1,2\n3,1_000\n', 'received "1_000" in line 2, column 2.'],
    ['1,2\n3,"1\n', 'Every quote of theta.csv must be closed in its line; received one open in line 2.'],
    ['"a\nb",c\n1,2\n', 'received one open in line 1.'],
    [
      '1\n1e39\n',
      'Every cell of theta.csv must be a finite number (float32); received "1e39" in line 2, column 1.',
    ],
    ['NaN,NaN\n1,2\n', 'received "NaN" in line 1, column 1.'],
    ['1,inf\n1,2\n', 'received "inf" in line 1, column 2.'],
    ['a,2\n1,2\n', `${line} hold only names or only numbers; received "a" beside "2".`],
    ['1,\n1,2\n', `${line} hold only names or only numbers; received "" beside "1".`],
    ['a,nan\n1,2\n', `${line} hold only names or only numbers; received "a" beside "nan".`],
    [',a\n0,1\n', `${line} name every column; received an empty name in column 1.`],
    ['a,b, a\n1,2,3\n', `${line} name each column once; received "a" twice.`],
    ['a;b\n1;2\n', 'received "1;2" in line 2, column "a;b".'],
    ['\u0000\u0001\n\u0002', 'received "\\u0002" in line 2, column "\\u0000\\u0001".'],
    [`a\n${'x'.repeat(1e6)}`, `received "${'x'.repeat(40)}…" in line 2, column "a".`],
  ])('case %#', (text, message) => {
    const read = () => fromCsv(text, 'theta.csv');
    expect(read).toThrow(SerializationError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]{1,300}\.$/);
  });

  it('a million columns, at once', () => {
    const wide = new Array(1_000_000).fill('1').join(',');
    const message = 'theta.csv must have at most 100000 columns; received 1000000 in line';
    expect(() => fromCsv(wide, 'theta.csv')).toThrow(`${message} 1.`);
    expect(() => fromCsv(`1,2\n${wide}`, 'theta.csv')).toThrow(`${message} 2.`);
  });

  it.each([
    ['a line without end', '1'.repeat(5_000_000)],
    ['cells by quotes alone', '"1"x'.repeat(1_250_000)],
    ['a quote that never closes', `"${'1,'.repeat(2_500_000)}`],
  ])('%s', (_, text) => {
    expect(() => fromCsv(text, 'theta.csv')).toThrow(
      /^Every line of theta\.csv must have at most 4000000 characters; received 500000\d in line 1\.$/,
    );
  });

  it('a wide first line with nothing but line ends behind it makes no table of their product', () => {
    const text = `${new Array(100_000).fill('1').join(',')}${'\n'.repeat(1_000_000)}x`;
    expect(() => fromCsv(text, 'theta.csv')).toThrow(/received 0 in line 2\.$/);
  });

  it('a hundred thousand names, all the same', () => {
    expect(() => fromCsv(`${new Array(100_000).fill('a').join(',')}\n1`, 'theta.csv')).toThrow(
      `${line} name each`,
    );
  });

  it('a million spaces in a cell', () => {
    expect(() => fromCsv(`1${' '.repeat(1_000_000)}2`, 'theta.csv')).toThrow(/at least one row of numbers/);
  });

  it('what is no text', () => {
    expect(() => fromCsv(new Uint8Array(9) as never)).toThrow(
      'text must be a string; received a list of 9 entries (fromCsv).',
    );
  });
});
