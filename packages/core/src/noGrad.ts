import { clone, customGrad, engine, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Computes off the tape: comparisons and other ops without a gradient may stand inside, and what comes out is constant,
 * also where it is a tensor from outside. Intermediate tensors are disposed.
 *
 * @example
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 * import { noGrad } from '@sbi/core';
 * const halfSquare = (x) => tf.mul(0.5, tf.mul(noGrad(() => x), x)); // only one factor is differentiated
 * console.log((await tf.grad(halfSquare)(tf.scalar(3)).data())[0]); // → 1.5
 */
export function noGrad<T extends Tensor>(compute: () => T): T {
  const constant = customGrad(() => {
    const value = compute();
    // The tape knows a tensor by its id: one from outside would carry its gradient along.
    const isNew = value.scopeId === engine().state.activeScope.id;
    return { value: isNew ? value : clone(value), gradFunc: () => [] };
  });
  return constant() as T;
}
