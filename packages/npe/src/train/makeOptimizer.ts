import type { Tensor } from '@tensorflow/tfjs-core';
import type { TrainingSettings } from '../options.ts';
import { Adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { Sgd } from './sgd.ts';

/** The optimiser of that name. */
export function makeOptimizer(start: Tensor, settings: TrainingSettings): Optimizer {
  return settings.optimizer === 'sgd' ? new Sgd(start, settings) : new Adam(start, settings);
}
