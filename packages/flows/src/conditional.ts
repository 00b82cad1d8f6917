import type { Shape } from '@sbi/core';
import type { Bijector, Distribution } from '@sbi/distributions';
import type { Tensor } from '@tensorflow/tfjs-core';

/** q(θ | x): conditioning on x gives an ordinary distribution over θ. */
export interface ConditionalDistribution {
  readonly dim: number;
  given(x: Tensor): Distribution;
}

/** Names and shapes of weights, as `'hidden.0.kernel' → [50, 50]`. */
export type WeightSpec = Readonly<Record<string, Shape>>;

/** Weights by name. */
export type Weights = Readonly<Record<string, Tensor>>;

/** f(· | context), a bijector whose parameters a network computes from weights that it is handed and never keeps. */
export interface ConditionalBijector {
  readonly weights: WeightSpec;
  given(weights: Weights, context: Tensor): Bijector;
}
