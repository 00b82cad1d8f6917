import { expect, test } from 'vitest';
import {
  numberList,
  oneOf,
  pairList,
  positiveNumber,
  repeated,
  wholeNumber,
  wordList,
} from '../src/arguments.ts';
import { errorOf } from './errorOf.ts';

test('whole numbers are read in their range', () => {
  expect(wholeNumber('--seed', 0)('0')).toBe(0);
  expect(wholeNumber('--seed', 0)('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  expect(wholeNumber('--workers', 1, 256)('256')).toBe(256);
});

test.each(['', ' ', 'x', '1.5', '-1', '1e3', '0x10', 'NaN', 'Infinity', '9007199254740993', '1,2'])(
  'a seed of %j is refused by name',
  async (text) => {
    const message = await errorOf(() => wholeNumber('--seed', 0)(text));
    expect(message).toBe(`--seed must be a whole number from 0; received ${JSON.stringify(text)}.`);
  },
);

test('a range is said, and a flood of text cut', async () => {
  const message = await errorOf(() => wholeNumber('--workers', 1, 256)('9'.repeat(1000)));
  expect(message).toBe(`--workers must be a whole number from 1 to 256; received "${'9'.repeat(40)}…".`);
});

test('positive numbers may have a limit', async () => {
  expect(positiveNumber('--max-seconds')('0.5')).toBe(0.5);
  expect(await errorOf(() => positiveNumber('--max-seconds')('0'))).toBe(
    '--max-seconds must be a number above 0; received "0".',
  );
  expect(await errorOf(() => positiveNumber('--max-seconds')('nan'))).toBe(
    '--max-seconds must be a number above 0; received "nan".',
  );
  expect(await errorOf(() => positiveNumber('--learning-rate', 1)('1'))).toBe(
    '--learning-rate must be between 0 and 1; received "1".',
  );
});

test('a word must be one of a few', async () => {
  expect(oneOf('--preset', ['default', 'sbi'])('sbi')).toBe('sbi');
  expect(await errorOf(() => oneOf('--preset', ['default', 'sbi'])('SBI'))).toBe(
    '--preset must be default or sbi; received "SBI".',
  );
});

test('lists of numbers take signs, exponents and spaces', () => {
  expect(numberList('--x')('0.8,-0.6, 4e-1,.5,+1.')).toEqual([0.8, -0.6, 0.4, 0.5, 1]);
});

test('a number that is none is named with its place', async () => {
  expect(await errorOf(() => numberList('--x')('abc'))).toBe(
    '--x must be numbers with commas between them; received "abc".',
  );
  for (const [text, place] of [
    ['1,,2', '"" in place 2'],
    ['1,2,', '"" in place 3'],
    ['1,NaN', '"NaN" in place 2'],
    ['Infinity,1', '"Infinity" in place 1'],
    ['1,1e39', '"1e39" in place 2'],
    ['1;2,3', '"1;2" in place 1'],
  ] as const) {
    expect(await errorOf(() => numberList('--x')(text))).toBe(
      `--x must be finite numbers with commas between them; received ${place}.`,
    );
  }
});

test('limits are pairs', async () => {
  expect(pairList('--limits')('-2,2')).toEqual([[-2, 2]]);
  expect(pairList('--limits')('-2,2;0,1')).toEqual([
    [-2, 2],
    [0, 1],
  ]);
  for (const text of ['1', '2,1', '1,1', '1,2,3', '0,1;5,4']) {
    expect(await errorOf(() => pairList('--limits')(text))).toBe(
      `--limits must be pairs low,high with low < high and ; between them; received "${text}".`,
    );
  }
});

test('words and repetition', async () => {
  expect(wordList('--labels')('a, b')).toEqual(['a', 'b']);
  expect(await errorOf(() => wordList('--labels')('a,'))).toBe(
    '--labels must be words with commas between them; received "a,".',
  );
  const read = repeated(numberList('--points'));
  expect(read('3,4', read('1,2', undefined))).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
