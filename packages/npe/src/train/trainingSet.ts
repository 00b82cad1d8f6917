import type { Rng } from '@sbi/core';
import { type ConditionalFlow, leaveOneOut } from '@sbi/flows';
import { fitNovelty, type Novelty } from '../novelty.ts';
import { foundersOf } from './startingFlow.ts';
import type { Sides } from './tables.ts';
import { TrainingData } from './trainingData.ts';

/** What trains and what validates, as a flow sees it, and what tells whether an observation is like them. */
export class TrainingSet {
  readonly train: TrainingData;
  readonly validation: TrainingData;
  readonly novelty: Novelty;

  constructor(flow: ConditionalFlow, sides: Sides, rng: Rng) {
    const { train, validation } = sides;
    this.novelty = fitNovelty(flow, train, validation, rng);
    const readsPredictions = flow.architecture.recipe.reads === 'predictions';
    this.train = new TrainingData(flow, train, {
      leftOut: readsPredictions ? leaveOneOut(flow, foundersOf(sides)) : undefined,
    });
    this.validation = new TrainingData(flow, validation);
  }

  dispose(): void {
    this.train.dispose();
    this.validation.dispose();
  }
}
