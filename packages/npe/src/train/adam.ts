import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { type AdamState, adamStep } from './adamStep.ts';
import { Optimizer, type OptimizerOptions, type StepNumbers } from './optimizer.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Share of learning rate × weight that every step takes off each weight, apart from the gradient. */
  readonly weightDecay: number;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1) and, with a weight decay, AdamW (Loshchilov & Hutter 2019, algorithm 2), as torch
 * computes them.
 */
export class Adam extends Optimizer {
  private readonly weightDecay: number;
  // running products instead of powers: the same bits in every engine
  private decay1 = 1;
  private decay2 = 1;

  constructor(start: Tensor, options: AdamOptions) {
    super(start, options, ['first', 'second']);
    this.weightDecay = options.weightDecay;
  }

  protected override advance(): void {
    this.decay1 *= BETA_1;
    this.decay2 *= BETA_2;
  }

  protected override next(
    { weights, ...rest }: AdamState,
    gradient: Tensor,
    { learningRate, decay }: StepNumbers,
  ): AdamState {
    const correction = Math.sqrt(1 - this.decay2);
    const shrunk = this.weightDecay > 0 ? mul(weights, 1 - learningRate * this.weightDecay) : weights;
    return adamStep({ ...rest, weights: shrunk }, gradient, {
      beta1: BETA_1,
      beta2: BETA_2,
      rate: (learningRate * correction) / (1 - this.decay1),
      epsilon: EPSILON * correction,
      clipNorm: this.options.clipNorm ?? Infinity,
      decay,
    });
  }
}
