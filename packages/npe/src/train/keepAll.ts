import { keep, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Computes tensors that outlive every scope; none is left when computing them fails. */
export function keepAll<T extends Record<string, Tensor>>(compute: () => T): T {
  return tidy(() => {
    const tensors = compute();
    for (const tensor of Object.values(tensors)) keep(tensor);
    return tensors;
  });
}
