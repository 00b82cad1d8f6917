import type { Simulations } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { type AmortizedParts, AmortizedPosterior } from '../amortizedPosterior.ts';

/** What a training's posterior is made of beside its flow and the names of its simulations. */
interface Beginning extends Omit<AmortizedParts, 'estimator' | 'names' | 'xNames'> {
  /** The posterior that is resumed, if any: names that the simulations do not have are its. */
  readonly resume: AmortizedPosterior | undefined;
}

/** The posterior of a training that begins; it takes the flow over. */
export function startingPosterior(
  estimator: ConditionalFlow,
  { theta, x }: Simulations,
  { resume, ...parts }: Beginning,
): AmortizedPosterior {
  return new AmortizedPosterior({
    ...parts,
    estimator,
    names: theta.names ?? resume?.names ?? parts.prior.names ?? numbered(theta.columns),
    xNames: x.names ?? resume?.xNames,
  });
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `theta_${i + 1}`);
}
