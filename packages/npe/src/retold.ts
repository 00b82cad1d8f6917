import { AmortizedPosterior } from './amortizedPosterior.ts';
import type { Attempt, TrainingSummary } from './trainingSummary.ts';

/** The same posterior, whose summary tells of all attempts and of the time that was given. It takes the estimator over. */
export function retold(
  posterior: AmortizedPosterior,
  { attempts, maxSeconds }: { readonly attempts?: readonly Attempt[]; readonly maxSeconds: number },
): AmortizedPosterior {
  const { training, novelty, prior, estimator, names, xNames, support, seed } = posterior;
  const settings = { ...training.settings, maxSeconds };
  const summary: TrainingSummary = { ...training, settings, ...(attempts && { attempts }) };
  return new AmortizedPosterior({
    ...{ prior, estimator, names, xNames, support, seed },
    novelty: () => novelty,
    training: () => summary,
  });
}
