import type { Shape } from '@sbi/core';
import type { Bijector, Distribution } from '@sbi/distributions';
import type * as tf from '@tensorflow/tfjs-core';

/** q(θ | x): conditioning on x gives an ordinary distribution over θ. */
export interface ConditionalDistribution {
  /** How many coordinates θ has. */
  readonly dim: number;
  /** q(· | x); an x with leading axes gives a batch of distributions. The caller owns the answer. */
  given(x: tf.Tensor): Distribution;
}

/** Names and shapes of weights, as `'hidden.0.kernel' → [50, 50]`. */
export type WeightSpec = Readonly<Record<string, Shape>>;

/** Weights by name. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

/** f(· | context), a bijector whose parameters a network computes from weights that it is handed and never keeps. */
export interface ConditionalBijector {
  /** The weights that `given` needs. */
  readonly weights: WeightSpec;
  /** f(· | context). The weights are handed over: the answer owns them, and disposes them. */
  given(weights: Weights, context: tf.Tensor): Bijector;
}
