import { SbiError } from '@sbi/core';

/**
 * A checkpoint that belongs to another training: other simulations, another prior, seed or setting.
 *
 * @example
 * import { SbiError } from '@sbi/core';
 * import { CheckpointError } from '@sbi/npe';
 * const error = new CheckpointError('batchSize', '200', '100');
 * console.log(SbiError.isInstance(error), error.differs); // → true batchSize
 */
export class CheckpointError extends SbiError {
  /** What differs: 'simulations', 'prior', 'seed', or the name of a setting. */
  readonly differs: string;

  constructor(differs: string, expected: string, received: string) {
    const must = `A training goes on from a checkpoint only with the ${differs} that it was made with`;
    super('checkpoint', `${must}, ${expected}; received ${received} (Trainer).`);
    this.differs = differs;
  }
}
