import { expectMatrix, type Matrix, matrixOf, ShapeError } from '@sbi/core';
import { logFloor, sortedColumn, type XTransform } from './xTransform.ts';

/**
 * Tails are heavy where q99.5 − q0.5 is more than this times q95 − q05: 1.57 ± 0.07 of 1,000 normal numbers, 2.5 of a Student
 * t with 3 degrees of freedom.
 */
const HEAVY = 1.9;

/**
 * The transforms of x that are worth trying: 'clip' always; 'asinh' where a column has heavy tails; 'log' where one is
 * positive and skewed. Not for counts with zeros: of them some problems gain by 'log', and some lose.
 *
 * @param channels columns that go round through so many channels are looked at channel by channel; by default each by itself
 * @throws ShapeError unless x is a table whose rows fit the channels
 * @example
 * import { matrix } from '@sbi/core';
 * import { transformsFor } from '@sbi/flows';
 * const powers = matrix(Array.from({ length: 12 }, (_, i) => [2 ** i]));
 * console.log(transformsFor(powers).join()); // → clip,asinh,log
 */
export function transformsFor(x: Matrix, channels: number = x?.columns): readonly XTransform[] {
  expectMatrix(x, 'x', 'transformsFor');
  if (!Number.isSafeInteger(channels) || channels < 1 || x.columns % channels !== 0) {
    throw new ShapeError(
      'channels',
      `divide the ${x.columns} columns of x`,
      String(channels),
      'transformsFor',
    );
  }
  const table = matrixOf(x.data, channels);
  const sorted = Array.from({ length: channels }, (_, j) => sortedColumn(table, j));
  const isHeavy = sorted.some(hasHeavyTails);
  const isSkewed = sorted.some((values) => (values[0] as number) > 0 && logFloor(values) > 0);
  return ['clip', ...(isHeavy ? (['asinh'] as const) : []), ...(isSkewed ? (['log'] as const) : [])];
}

function hasHeavyTails(sorted: Float64Array): boolean {
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
  const bulk = at(0.95) - at(0.05);
  return bulk > 0 && at(0.995) - at(0.005) > HEAVY * bulk;
}
