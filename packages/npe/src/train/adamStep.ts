import {
  add,
  div,
  engine,
  getBackend,
  getKernel,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { clip, type OptimizerState } from './optimizer.ts';

/** Weights, their running average, and the moments of their gradient. */
export type AdamState = OptimizerState & { readonly first: Tensor; readonly second: Tensor };

/** The numbers of one step; plain data, which a fused kernel gets as its attributes. */
export type AdamNumbers = {
  readonly beta1: number;
  readonly beta2: number;
  /** Learning rate and epsilon, both corrected for the start from zero. */
  readonly rate: number;
  readonly epsilon: number;
  /** The largest L2 norm that the gradient keeps; Infinity: any. */
  readonly clipNorm: number;
  /** How much of the average stays. */
  readonly decay: number;
};

const NAME = 'SbiAdam';

/** What one step makes of a state: one fused kernel where it is registered. */
export function adamStep(state: AdamState, gradient: Tensor, numbers: AdamNumbers): AdamState {
  if (!getKernel(NAME, getBackend())) return reference(state, gradient, numbers);
  const next = engine().runKernel(NAME, { ...state, gradient }, numbers) as Tensor[];
  const [weights, average, first, second] = next as [Tensor, Tensor, Tensor, Tensor];
  return { weights, average, first, second };
}

function reference(state: AdamState, gradient: Tensor, numbers: AdamNumbers): AdamState {
  const { beta1, beta2, rate, epsilon, clipNorm, decay } = numbers;
  const clipped = clip(gradient, clipNorm);
  const first = add(mul(state.first, beta1), mul(clipped, 1 - beta1));
  const second = add(mul(state.second, beta2), mul(square(clipped), 1 - beta2));
  const weights = sub(state.weights, div(mul(first, rate), add(sqrt(second), epsilon)));
  const average = add(mul(state.average, decay), mul(weights, 1 - decay));
  return { weights, average, first, second };
}
