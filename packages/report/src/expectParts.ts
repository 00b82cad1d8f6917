import { describeValue, ShapeError } from '@sbi/core';
import type { Verdict } from '@sbi/npe';
import { Html } from './html.ts';

/** Throws unless `value` can be taken apart. */
export function expectObject(value: unknown, argument: string, expected: string, where: string): void {
  if (typeof value !== 'object' || value === null)
    throw new ShapeError(argument, expected, describeValue(value), where);
}

/** Throws unless `value` is markup, because text in its place would be left out or shown as it is. */
export function expectHtml(value: unknown, argument: string, where: string): void {
  if (!(value instanceof Html))
    throw new ShapeError(argument, 'be made by html', describeValue(value), where);
}

/** Throws unless `value` has the parts of a verdict that a page shows. */
export function expectVerdict(value: Verdict, argument: string, where: string): void {
  const expected = 'be a verdict of check in @sbi/npe';
  expectObject(value, argument, expected, where);
  const { statements, faults, sbc, coverage, tarp } = value;
  if (!Array.isArray(statements) || !Array.isArray(faults) || !sbc || !coverage || !tarp)
    throw new ShapeError(argument, expected, describeValue(value), where);
}
