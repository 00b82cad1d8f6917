import type { Rng } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { fitNovelty, type Novelty } from '../novelty.ts';
import type { Side } from './split.ts';
import { TrainingData } from './trainingData.ts';

/** What trains and what validates, as a flow sees it, and what tells whether an observation is like them. */
export class TrainingSet {
  readonly train: TrainingData;
  readonly validation: TrainingData;
  readonly novelty: Novelty;

  constructor(flow: ConditionalFlow, sides: { readonly train: Side; readonly validation: Side }, rng: Rng) {
    const [train, validation] = [sides.train, sides.validation];
    this.novelty = fitNovelty(flow, train, validation, rng);
    this.train = new TrainingData(flow, train);
    this.validation = new TrainingData(flow, validation);
  }

  dispose(): void {
    this.train.dispose();
    this.validation.dispose();
  }
}
