import { Rng, toMatrix } from '@sbi/core';
import { distributionFrom } from '@sbi/distributions';
import type { DrawnPrior, DrawOrder } from './priorProtocol.ts';

/** θ, from the streams that `simulate` of @sbi/simulate draws it from, so that the same seed gives the same table there. */
export async function drawRows({ prior: recipe, count, seed }: DrawOrder): Promise<DrawnPrior> {
  const rng = Rng.fromSeed(seed);
  using prior = distributionFrom(recipe);
  const { data, names = [] } = await toMatrix(prior.sample([count], rng.fork('prior')), prior.names);
  return { theta: data, names, origin: rng.fork('simulate').uniform() * 2 ** 53 };
}
