import type { ConditionalFlow } from '@sbi/flows';
import { AmortizedPosterior } from './amortizedPosterior.ts';
import type { Attempt, TrainingSummary } from './trainingSummary.ts';

/** The same posterior, whose summary tells of all attempts and of the time that was given. It takes the estimator over. */
export function retold(
  posterior: AmortizedPosterior,
  { attempts, maxSeconds }: { readonly attempts?: readonly Attempt[]; readonly maxSeconds: number },
): AmortizedPosterior {
  const { training, estimator } = posterior;
  const settings = { ...training.settings, maxSeconds };
  return variant(posterior, estimator, { ...training, settings, ...(attempts && { attempts }) });
}

/** A posterior as another one is, with an estimator of its own, which it takes over, and its own story. */
export function variant(
  { novelty, prior, names, xNames, support, seed }: AmortizedPosterior,
  estimator: ConditionalFlow,
  summary: TrainingSummary,
): AmortizedPosterior {
  return new AmortizedPosterior({
    ...{ prior, estimator, names, xNames, support, seed },
    novelty: () => novelty,
    training: () => summary,
  });
}
