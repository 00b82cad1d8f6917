import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/** Computes off the tape: comparisons and other ops without a gradient may stand inside, and masks come out constant. */
export function noGrad<T extends Tensor>(compute: () => T): T {
  return customGrad(() => ({ value: compute(), gradFunc: () => [] }))() as T;
}
