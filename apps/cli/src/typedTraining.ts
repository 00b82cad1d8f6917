import type { TypedRecipe } from './arguments.ts';
import type { TrainingOptions } from './training.ts';

/** The options of a training as they are typed. */
export function typedTraining(options: TrainingOptions): string[] {
  const { flow, embedding } = options;
  const plain = {
    '--support': options.support,
    '--missing': options.missing,
    '--restarts': options.restarts,
    '--members': options.members,
    '--optimizer': options.optimizer,
    '--learning-rate': options.learningRate,
    '--schedule': options.schedule,
    '--batch-size': options.batchSize,
    '--validation-fraction': options.validationFraction,
    '--patience': options.patience,
    '--max-epochs': options.maxEpochs,
    '--max-steps': options.maxSteps,
    '--max-seconds': options.maxSeconds,
    '--preset': options.preset === 'default' ? undefined : options.preset,
    '--flow': flow && typedRecipe(flow),
    '--embedding': embedding && typedRecipe(embedding),
  };
  return Object.entries(plain).flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${value}`]));
}

function typedRecipe({ name, settings }: TypedRecipe): string {
  const parts = Object.entries(settings).map(([key, value]) => {
    return `${key}=${Array.isArray(value) ? value.join('+') : value}`;
  });
  return [name, ...parts].join(',');
}
