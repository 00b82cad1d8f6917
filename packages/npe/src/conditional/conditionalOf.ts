import { SupportError } from '@sbi/core';
import type { Amortized } from '../amortized.ts';
import { oneRow } from '../checks.ts';
import type { Posterior } from '../posterior.ts';
import type { ConditionalPosterior } from './conditionalPosterior.ts';
import { ExactConditional } from './exactConditional.ts';
import { isExact } from './exactEstimate.ts';
import { type Fixed, readFixed } from './fixed.ts';
import { SampledConditional } from './sampledConditional.ts';

/**
 * The conditional of a posterior, exact where the estimator has it.
 *
 * @throws ShapeError or SupportError unless each value is a parameter's, inside the prior, and one parameter is left
 */
export function conditionalOf(
  amortized: Amortized,
  posterior: Posterior,
  fixed: Fixed,
): ConditionalPosterior {
  const where = 'Posterior.conditional';
  const { names, prior } = amortized;
  const held = readFixed(fixed, names, where);
  const { low, high } = prior.support;
  held.forEach((value, j) => {
    const [from, to] = [low[j] as number, high[j] as number];
    if (value === undefined || (Math.fround(value) >= from && Math.fround(value) <= to)) return;
    const message = `${names[j]} must lie in the prior's support, from ${from} to ${to}; received ${value} (${where}).`;
    throw new SupportError(names[j] as string, j, message);
  });
  const kind = isExact(amortized, oneRow(posterior.x)) ? ExactConditional : SampledConditional;
  return new kind(amortized, posterior, held);
}
