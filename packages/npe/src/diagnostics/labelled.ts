import type { Rng } from '@sbi/core';

/** Rows of features (row-major) with a label 0 or 1 each. */
export interface Labelled {
  readonly features: Float32Array;
  readonly labels: Uint8Array;
  readonly columns: number;
}

/** What learns to tell rows labelled 1 from rows labelled 0. */
export interface TwoClassifier {
  /** Learns from the rows; `breathe` is awaited now and then. */
  fit(data: Labelled, rng: Rng, breathe: () => Promise<void>): Promise<void>;
  /** The probability of label 1 that it gives each row; the labels are not looked at. */
  probabilities(data: Labelled): Float64Array;
}

/** The share of rows whose label is guessed; a half counts as a guess of 0. */
export function accuracy(classifier: TwoClassifier, data: Labelled): number {
  const right = classifier
    .probabilities(data)
    .reduce((count, p, i) => count + Number(p > 0.5 === (data.labels[i] === 1)), 0);
  return right / data.labels.length;
}
