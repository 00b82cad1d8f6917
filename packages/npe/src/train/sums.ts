import type { Tensor } from '@tensorflow/tfjs-core';

/** The sum of a tensor's entries in float64: some backends add up thousands of them in one float32. */
export async function sumOf(tensor: Tensor): Promise<number> {
  let sum = 0;
  for (const value of await tensor.data()) sum += value;
  return sum;
}

/** The mean of a tensor's entries, in float64. */
export async function meanOf(tensor: Tensor): Promise<number> {
  return (await sumOf(tensor)) / tensor.size;
}
