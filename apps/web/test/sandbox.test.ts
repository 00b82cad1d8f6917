import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { useBackend } from '@sbi/backends';
import { distributionFrom } from '@sbi/distributions';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FamilyName, families, familyOf, priorRecipe, priorWords } from '../src/own/priorFamilies.ts';
import { RowTable } from '../src/own/rowTable.ts';
import { describeParts } from '../src/own/sandbox/describeParts.ts';
import { Fault, lineOf, wordsOf } from '../src/own/sandbox/fault.ts';
import { readAnswer } from '../src/own/sandbox/readAnswer.ts';
import { readDescription } from '../src/own/sandbox/readDescription.ts';
import { readRow } from '../src/own/sandbox/readRow.ts';
import { SimulatorError } from '../src/own/simulatorError.ts';

const place = { offset: 2, lines: 10 };
const text = (path: string) => readFileSync(new URL(`../src/own/sandbox/${path}`, import.meta.url), 'utf8');
const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

beforeAll(async () => {
  await useBackend('cpu');
});

test('the hash of the guard is that of its text', () => {
  const hash = createHash('sha256').update(text('guard.js')).digest('base64');
  expect(text('frame.ts')).toContain(`'sha256-${hash}'`);
});

test('every family makes a distribution of one named parameter', () => {
  for (const { name, fields } of families) {
    using prior = distributionFrom(
      priorRecipe([{ name: 'a', family: name, numbers: fields.map((_, i) => i + 1) }]),
    );
    expect([prior.dim, prior.names]).toEqual([1, ['a']]);
  }
  expect(priorWords({ name: 'a', family: 'normal', numbers: [0.1 + 0.2, 1] })).toBe('normal(0.3, 1)');
});

test.each([
  [0.0112, 0.2998],
  [1e-6, 1],
  [3, 3],
  [0.5, 0.9],
])('every family begins with numbers that fit a column from %d to %d', (low, high) => {
  for (const { name, guess, ends } of families) {
    const numbers = guess(low, high);
    using prior = distributionFrom(priorRecipe([{ name: 'a', family: name, numbers }]));
    const [least = -Infinity, most = Infinity] = ends?.(numbers) ?? [];
    expect([prior.support.low[0], prior.support.high[0]]).toEqual([Math.fround(least), Math.fround(most)]);
    if (/uniform/i.test(name)) expect(least <= low && high <= most).toBe(true);
  }
});

test('the middle of a column around 0 is 0, and round ends are as near as can be', () => {
  const guess = (name: FamilyName) => familyOf(name).guess(-2, 2);
  expect(guess('normal')).toEqual([0, 1]);
  expect(familyOf('uniform').guess(-1.9996, 1.9991)).toEqual([-2, 2]);
  expect(familyOf('uniform').guess(15.02, 26.96)).toEqual([15, 27]);
});

describe('what a text declares', () => {
  const simulate = () => [1];
  const uniform = { family: 'uniform', numbers: [0, 1] };

  test('comes back as it was declared', () => {
    const prior = { a: uniform, Größe: { family: 'halfNormal', numbers: [2] } };
    const [words, numbers] = describeParts({ prior, simulate, observation: [3, 4] });
    const { parameters, observation, printed } = readDescription(['described', `${words}\nhello`, numbers]);
    expect(parameters).toEqual([
      { name: 'a', ...uniform },
      { name: 'Größe', family: 'halfNormal', numbers: [2] },
    ]);
    expect([[...(observation ?? [])], printed]).toEqual([[3, 4], ['hello']]);
    expect(readDescription(['described', ...describeParts({ prior, simulate })]).observation).toBeUndefined();
  });

  test.each([
    [{}, 'a function simulate(theta, rng) must be declared; received nothing'],
    [{ simulate }, 'prior must be declared, as in const prior = { rate: uniform(0, 2) }; received nothing'],
    [{ simulate, prior: {} }, 'prior must name 1 to 50 parameters; received 0'],
    [
      { simulate, prior: { 'a\tb': uniform } },
      'a parameter must be named by letters and digits, at most 40; received "a b"',
    ],
    [
      { simulate, prior: { a: 1 } },
      /^the prior of a must be one of uniform, normal, logNormal, .*; received 1$/,
    ],
    [
      { simulate, prior: { a: uniform }, observation: 'x' },
      'observation must be a list of numbers; received the text "x"',
    ],
    [
      { simulate, prior: { a: uniform }, observation: [1, Number.NaN] },
      'observation must hold finite numbers; received NaN in entry 1',
    ],
    [
      { simulate, prior: { a: uniform }, observation: [1e300] },
      'observation must hold finite numbers; received 1e+300 in entry 0',
    ],
  ])('%j is refused in one line', (declared, expected) => {
    expect(messageOf(() => describeParts(declared))).toMatch(expected);
  });

  test.each([
    ['', [1, 0, -1]],
    ['a\tuniform', [2, 0, 1]],
    ['a\tuniform', [1e9, 0, 1]],
    ['a\tevil', [2, 0, 1, -1]],
    ['a\tuniform', [2, 0, 1, 5, 1]],
    ['a\tuniform', [Number.NaN]],
  ])('an answer %j %j that describes nothing is refused', (words, numbers) => {
    const answer = ['described', words, Float64Array.from(numbers)] as const;
    expect(() => readDescription(answer)).toThrow(SimulatorError);
  });
});

describe('a row', () => {
  test('is read entry by entry', () => {
    expect(readRow([1, Number.NaN], 0)).toEqual(Float32Array.of(1, Number.NaN));
    expect(readRow(Float64Array.of(0.5), 1)).toEqual(Float32Array.of(0.5));
  });

  test.each([
    [1, 'received 1 (return [x] for a single number)'],
    [undefined, 'received nothing'],
    ['12', 'received the text "12"'],
    [{}, 'received an object without a length'],
    [[], 'received an empty list'],
    [{ length: 1e9 }, 'received 1000000000 numbers, more than 100000'],
    [[1, 2, 3], 'received 3 numbers, where the first row had 2'],
    [[1, [2]], 'received a list in entry 1'],
    [[1, 'a\u2028b'], 'received the text "a b" in entry 1'],
  ])('%j is refused', (value, end) => {
    expect(messageOf(() => readRow(value, 2))).toBe(`simulate must return a list of numbers; ${end}`);
  });
});

describe('what is thrown', () => {
  test('is said in one line, whatever its getters do', () => {
    expect(wordsOf(new RangeError('a\nb'))).toBe('RangeError: a b');
    expect(wordsOf(new Fault('a must be b'))).toBe('a must be b');
    expect(wordsOf(undefined)).toBe('nothing was thrown');
    const error = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('again');
      },
    });
    expect(wordsOf(error)).toBe('an error that throws when it is read');
    expect(wordsOf(new Error('long'.repeat(1000))).length).toBeLessThan(250);
  });

  test('is placed in the text, not in our lines around it', () => {
    const stack = (value: string) => Object.assign(new Error('x'), { stack: value });
    expect(lineOf(stack('Error: x\n at f (blob:null/a:1:5)\n at g (blob:null/a:7:9)'), place)).toBe(5);
    expect(lineOf(stack('f@blob:null/a:3:5'), place)).toBe(1);
    expect(lineOf(stack('Error: x\n at blob:null/a:900:5'), place)).toBe(0);
    expect(lineOf('x', place)).toBe(0);
  });
});

describe('an answer', () => {
  const numbers = Float64Array.of(4, 7);

  test('is an answer, or an error in words', () => {
    expect(readAnswer(['simulated', '', numbers], place)).toEqual(['simulated', '', numbers]);
    expect(readAnswer(['failed', 'Error: no', numbers], place)).toMatchObject({
      ending: 'failed',
      line: 4,
      message: 'Error: no (row 7).',
    });
    expect(readAnswer(['broken', 'Uncaught SyntaxError: x', Float64Array.of(99, -1)], place)).toMatchObject({
      message: 'SyntaxError: x.',
      line: 10,
    });
  });

  test.each([
    null,
    'flood',
    ['simulated'],
    ['simulated', '', [1]],
    ['simulated', 1, Float64Array.of(1)],
    ['misshapen', '', Float64Array.of(0, -1)],
    ['__proto__', '', Float64Array.of(0, -1)],
    { 0: 'simulated', 1: '', 2: Float64Array.of(0), length: 3 },
  ])('%j is none', (data) => {
    expect(readAnswer(data, place)).toMatchObject({ ending: 'flooded' });
  });
});

describe('the table', () => {
  const theta = Float32Array.of(1, 2, 3, 4, 5, 6);

  test('keeps finite rows with their θ, and counts the others', () => {
    const table = new RowTable(theta, ['a', 'b'], 1);
    table.add(Float32Array.of(10));
    expect([...table.next(9)]).toEqual([3, 4, 5, 6]);
    table.add(Float32Array.of(Number.NaN, 30));
    const { theta: kept, x, dropped } = table.simulations();
    expect([[...kept.data], [...x.data], dropped, kept.names]).toEqual([
      [1, 2, 5, 6],
      [10, 30],
      1,
      ['a', 'b'],
    ]);
  });

  test('refuses what is no rows of it, and to be empty', () => {
    const table = new RowTable(theta, ['a', 'b'], 2);
    expect(() => table.add([1])).toThrow('must return 2 numbers a row; received 1.');
    expect(() => table.add(new Float32Array(8))).toThrow(SimulatorError);
    table.add(new Float32Array(6).fill(Number.POSITIVE_INFINITY));
    expect(() => table.simulations()).toThrow('all 3 rows held NaN or infinity.');
  });
});
