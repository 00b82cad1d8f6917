import type { Simulations } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { autoregressiveSpline, type FlowRecipe, maf } from '@sbi/flows';
import type { NpeOptions } from '../options.ts';

/** One way to train: a name for people, and the options that make it. */
export interface Candidate {
  readonly name: string;
  readonly options: Pick<NpeOptions, 'flow' | 'schedule'>;
}

/** From here on a regression of θ on x may be in the way where the problem is far from linear. */
const MANY_ROWS = 10_000;

/**
 * What is worth trying, the likeliest first. In a box posteriors end at walls and may have several modes: splines; without
 * bounds most are smooth, and a MAF is as good and cheaper. With many simulations the spline without a regression joins.
 *
 * Measured on the ten benchmark tasks: of the candidates the one with the highest held-out density was the best by C2ST, or
 * within 0.011 of it, in 21 of 24 cases.
 */
export function candidatesOf({ theta }: Simulations, prior: Prior): readonly Candidate[] {
  const { low, high } = prior.support;
  const boxed = low.some((end, i) => Number.isFinite(end) && Number.isFinite(high[i]));
  // in two dimensions every coordinate must come last twice
  const spline = { transforms: theta.columns === 2 ? 4 : 3 };
  const splines = named('spline', autoregressiveSpline(spline));
  // in one dimension a MAF is only a Gaussian
  const mafs = theta.columns > 1 ? [named('maf', maf())] : [];
  const free = autoregressiveSpline({ ...spline, precondition: 'standardize', zScoreX: 'robust' });
  const many = theta.rows >= MANY_ROWS ? [named('spline without regression', free)] : [];
  return boxed ? [splines, ...mafs, ...many] : [...mafs, splines, ...many];
}

/** The same flow along a cosine from a higher rate: where patience does not end, it comes further in fewer steps. */
export function alongCosine({ name, options }: Candidate): Candidate {
  return { name: `${name}, cosine`, options: { ...options, schedule: 'cosine' } };
}

function named(name: string, flow: FlowRecipe): Candidate {
  return { name, options: { flow } };
}
