import { describeValue, ShapeError } from '@sbi/core';
import type { Bijector } from './bijector.ts';
import type { Distribution } from './distribution.ts';

/** Checks a part by what it can do, which holds across two copies of this package. @throws ShapeError */
export function expectDistribution(part: Distribution, argument: string, where: string): void {
  if (typeof part?.logProb === 'function') return;
  throw new ShapeError(argument, 'be a Distribution', describeValue(part), where);
}

/** The same for a bijector. @throws ShapeError */
export function expectBijector(part: Bijector, argument: string, where: string): void {
  if (typeof part?.forwardAndLogDet === 'function') return;
  throw new ShapeError(argument, 'be a Bijector', describeValue(part), where);
}

/** A list of at least one bijector. @throws ShapeError */
export function expectBijectors(parts: readonly Bijector[], where: string): void {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new ShapeError('parts', 'be a list of at least one bijector', describeValue(parts), where);
  }
  for (const [i, part] of parts.entries()) expectBijector(part, `part ${i}`, where);
}
