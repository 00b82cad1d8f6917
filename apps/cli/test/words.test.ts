import { expect, test } from 'vitest';
import { formatDuration, formatLeft } from '../src/duration.ts';
import { formatBytes } from '../src/size.ts';
import { formatTable, widthOf } from '../src/table.ts';
import { wrap } from '../src/wrap.ts';

test.each([
  [0, '0.01 s'],
  [0.424, '0.42 s'],
  [0.999, '1.0 s'],
  [6.24, '6.2 s'],
  [9.96, '10 s'],
  [99.4, '99 s'],
  [185, '3 min 5 s'],
  [120, '2 min'],
  [7800, '2 h 10 min'],
  [7199.9, '2 h'],
])('%d seconds took %s', (seconds, words) => expect(formatDuration(seconds)).toBe(words));

test.each([
  [0, '1 s'],
  [99.6, '1 min 40 s'],
  [3599.6, '1 h'],
])('%d seconds are left: %s', (seconds, words) => expect(formatLeft(seconds)).toBe(words));

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [135_732, '136 kB'],
  [2_345_678, '2.3 MB'],
  [1e9, '1 GB'],
  [5e12, '5000 GB'],
])('%d bytes are %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));

test('a table has no trailing spaces, and wide letters count twice', () => {
  const lines = formatTable([
    { heading: '', cells: ['θ₁', '速度', 'e\u0301'], align: 'left' },
    { heading: 'mean', cells: ['1', '22', '333'] },
  ]);
  expect(lines).toEqual(['      mean', 'θ₁       1', '速度    22', 'e\u0301      333']);
  expect(widthOf('速度')).toBe(4);
  expect(formatTable([{ heading: 'a', cells: [''], align: 'left' }])).toEqual(['a', '']);
});

test('text is broken between words', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('incomprehensibilities are long', 8)).toEqual(['incomprehensibilities', 'are long']);
  expect(wrap('', 8)).toEqual(['']);
});
