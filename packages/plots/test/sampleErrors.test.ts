import { describe, expect, it } from 'vitest';
import { type Figure, PlotError, pairPlot } from '../src/index.ts';
import { caught } from './caught.ts';

const rows = [
  [1, 2],
  [3, 4],
  [5, 7],
];
const wide = { data: new Float32Array(40), rows: 1, columns: 40 };

// What users of plain JavaScript may pass, whatever the types say.
const pairs = pairPlot as (samples: unknown, options?: unknown) => Figure;

const cases: readonly (readonly [name: string, run: () => unknown, message: string])[] = [
  [
    'nothing',
    () => pairs(undefined),
    'samples must be a table { data, rows, columns }, a list of rows, or a list of numbers; received undefined (pairPlot).',
  ],
  [
    'text',
    () => pairs('abc'),
    'samples must be a table { data, rows, columns }, a list of rows, or a list of numbers; received "abc" (pairPlot).',
  ],
  ['no rows', () => pairs([]), 'samples must hold at least one draw; received none (pairPlot).'],
  [
    'a table without rows',
    () => pairs({ data: [], rows: 0, columns: 2 }),
    'samples must hold at least one draw; received none (pairPlot).',
  ],
  [
    'a table too short',
    () => pairs({ data: [1, 2, 3], rows: 2, columns: 2 }),
    'samples.data must hold rows × columns = 4 numbers; received 3 (pairPlot).',
  ],
  [
    'half a column',
    () => pairs({ data: [1, 2, 3], rows: 2, columns: 1.5 }),
    'samples.columns must be a whole number above 0; received 1.5 (pairPlot).',
  ],
  [
    'too few names',
    () => pairs({ data: [1, 2], rows: 1, columns: 2, names: ['a'] }),
    'samples.names must have one name a column, 2; received ["a"] (pairPlot).',
  ],
  ['empty rows', () => pairs([[], []]), 'samples must have at least one column; received none (pairPlot).'],
  [
    'ragged rows',
    () => pairs([[1, 2], [3]]),
    'samples[1] must be a row of 2 numbers; received a row of 1 (pairPlot).',
  ],
  [
    'a row that is none',
    () => pairs([[1, 2], null]),
    'samples[1] must be a row of 2 numbers; received null (pairPlot).',
  ],
  ['a text cell', () => pairs([[1, 'x']]), 'samples[0][1] must be a number; received "x" (pairPlot).'],
  ['big integers', () => pairs(new BigInt64Array(2)), 'samples[0] must be a number; received 0 (pairPlot).'],
  [
    'only NaN',
    () => pairs([[Number.NaN, 1]]),
    'samples must hold at least one row without NaN or infinity; received none among 1 (pairPlot).',
  ],
  [
    'numbers too large',
    () => pairs([[1e305], [0]]),
    'samples must stay below 1e300 in size; received 1e+305 (pairPlot).',
  ],
  [
    'sets of different width',
    () => pairs([rows, [[1, 2, 3]]]),
    'samples[1] must have the columns of samples[0], 2; received 3 (pairPlot).',
  ],
  [
    'sets of other names',
    () =>
      pairs([
        { data: [1, 2], rows: 1, columns: 2, names: ['a', 'b'] },
        { data: [1, 2], rows: 1, columns: 2, names: ['b', 'a'] },
      ]),
    'samples[1] must name the columns as samples[0] does, "a" in place 0; received "b" (pairPlot).',
  ],
  [
    'too many parameters',
    () => pairs(wide),
    'subset must name 1 to 32 of the 40 parameters; received 40 (pairPlot).',
  ],
  [
    'an empty subset',
    () => pairs(rows, { subset: [] }),
    'subset must name 1 to 32 of the 2 parameters; received 0 (pairPlot).',
  ],
  [
    'a subset that is none',
    () => pairs(rows, { subset: 1 }),
    'subset must be a list of columns or names; received 1 (pairPlot).',
  ],
  [
    'an unknown column',
    () => pairs(rows, { subset: [2] }),
    'subset must hold columns 0 to 1; received 2 (pairPlot).',
  ],
  [
    'an unknown name',
    () => pairs(rows, { subset: ['c'], labels: ['a', 'b'] }),
    'subset must hold columns 0 to 1 or one of ["a", "b"]; received "c" (pairPlot).',
  ],
  [
    'a column twice',
    () => pairs(rows, { subset: [0, 0] }),
    'subset must name each parameter once; received [0, 0] (pairPlot).',
  ],
  [
    'labels that are text',
    () => pairs(rows, { labels: 'ab' }),
    'labels must be a list of names; received "ab" (pairPlot).',
  ],
  [
    'too few labels',
    () => pairs(rows, { labels: ['a'] }),
    'labels must have one name a column, 2; received 1 (pairPlot).',
  ],
  [
    'limits upside down',
    () => pairs(rows, { limits: [2, 1] }),
    'limits must be [low, high] with low < high; received [2, 1] (pairPlot).',
  ],
  [
    'too many limits',
    () =>
      pairs(rows, {
        limits: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      }),
    'limits must have one [low, high], or one a column, 2; received 3 (pairPlot).',
  ],
  [
    'limits without end',
    () => pairs(rows, { limits: [0, Number.POSITIVE_INFINITY] }),
    'limits must be finite; received [0, Infinity] (pairPlot).',
  ],
  [
    'NaN limits',
    () => pairs(rows, { limits: [Number.NaN, 1] }),
    'limits must be [low, high] with low < high; received [NaN, 1] (pairPlot).',
  ],
  [
    'bounds that are a number',
    () => pairs(rows, { bounds: 3 }),
    'bounds must be [low, high] or a list of these; received 3 (pairPlot).',
  ],
  [
    'short points',
    () => pairs(rows, { points: [[1]] }),
    'points must have one number a column, 2; received 1 (pairPlot).',
  ],
  [
    'a NaN point',
    () => pairs(rows, { points: [1, Number.NaN] }),
    'points[0] must be finite; received NaN (pairPlot).',
  ],
];

describe.each(cases)('%s', (_, run, message) => {
  it('is refused in one line that says what must hold, what came and where', () => {
    const error = caught(run);
    expect(PlotError.isInstance(error)).toBe(true);
    expect((error as PlotError).message).toBe(message);
  });
});

describe('a PlotError', () => {
  it('carries the parts as fields', () => {
    expect(caught(() => pairs(rows, { bins: 0 }))).toMatchObject({
      argument: 'bins',
      expected: 'be a whole number, 1 to 400',
      received: '0',
      where: 'pairPlot',
    });
  });

  it('is told from other errors', () => {
    expect([new Error('x'), null, 'x', undefined].some(PlotError.isInstance)).toBe(false);
  });

  it('shortens what it shows', () => {
    const error = caught(() => pairs(rows, { labels: ['x'.repeat(100), 'b', 'c', 'd', 'e', 'f'] }));
    expect((error as Error).message).toBe('labels must have one name a column, 2; received 6 (pairPlot).');
    const long = caught(() => pairs('x'.repeat(100)));
    expect((long as Error).message.length).toBeLessThan(160);
  });
});
