import type { Rng } from '@sbi/core';
import type { ConditionalFlow } from '@sbi/flows';
import { fitNovelty, type Novelty } from '../novelty.ts';
import type { Side } from './split.ts';
import { TrainingData } from './trainingData.ts';

/** What trains and what validates, as a flow sees it, and what tells whether an observation is like them; call `dispose`. */
export class TrainingSet {
  readonly train: TrainingData;
  readonly validation: TrainingData;
  readonly novelty: Novelty;

  constructor(flow: ConditionalFlow, sides: { readonly train: Side; readonly validation: Side }, rng: Rng) {
    const [train, validation] = [sides.train, sides.validation];
    this.novelty = fitNovelty(flow, train.simulations.x, validation.simulations.x, rng);
    this.train = new TrainingData(flow, train);
    try {
      this.validation = new TrainingData(flow, validation);
    } catch (error) {
      this.train.dispose();
      throw error;
    }
  }

  dispose(): void {
    this.train.dispose();
    this.validation.dispose();
  }
}
