import { type Amortized, type AmortizedPosterior, Ensemble, type TrainingSummary } from '@sbi/npe';

/** The posteriors that one is made of: itself, or the members of an average. */
export function membersOf(posterior: Amortized): readonly AmortizedPosterior[] {
  return posterior instanceof Ensemble ? posterior.members : [posterior as AmortizedPosterior];
}

/** What the training of each of them came to. */
export function trainingsOf(posterior: Amortized): readonly TrainingSummary[] {
  return membersOf(posterior).map(({ training }) => training);
}
