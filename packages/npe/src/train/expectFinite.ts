import { TrainingError } from '@sbi/core';

/** @throws TrainingError unless what an epoch came to is finite */
export function expectFinite(epoch: number, trainLoss: number, validationLoss: number): void {
  if (Number.isFinite(trainLoss) && Number.isFinite(validationLoss)) return;
  const losses = `training ${trainLoss}, validation ${validationLoss}`;
  throw new TrainingError(
    epoch,
    `The loss must stay finite; received ${losses} in epoch ${epoch} (Trainer). Try a smaller learningRate.`,
  );
}
