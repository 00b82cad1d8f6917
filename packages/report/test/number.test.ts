import { alignOnPoint, fixed, formatNumber } from '@sbi/report';
import { expect, test } from 'vitest';

test.each([
  [0, '0'],
  [-0.1, '−0.1'],
  [1.23456, '1.235'],
  [-123456, '−123500'],
  [1.2e-9, '1.2·10⁻⁹'],
  [-3.4e38, '−3.4·10³⁸'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('the number %d is written %s', (value, words) => expect(formatNumber(value)).toBe(words));

test('no negative zero', () => {
  expect(fixed(-0.001, 2)).toBe('0.00');
  expect(fixed(-1.005, 1)).toBe('−1.0');
});

test('decimal points stand in one line', () => {
  expect(alignOnPoint(['1.5', '−10.25', '3'])).toEqual(['  1.5 ', '−10.25', '  3   ']);
  expect(alignOnPoint([])).toEqual([]);
});
