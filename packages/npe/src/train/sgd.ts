import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import {
  clip,
  Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type StepNumbers,
} from './optimizer.ts';

export interface SgdOptions extends OptimizerOptions {
  /** How much of the last velocity goes on; 0: plain gradient descent. */
  readonly momentum: number;
}

type SgdState = OptimizerState & { readonly velocity: Tensor };

/** Gradient descent with momentum as torch.optim.SGD computes it: velocity ← momentum · velocity + gradient. */
export class Sgd extends Optimizer {
  private readonly momentum: number;

  constructor(start: Tensor, options: SgdOptions) {
    super(start, options, ['velocity']);
    this.momentum = options.momentum;
  }

  protected override next(state: SgdState, gradient: Tensor, { learningRate, decay }: StepNumbers): SgdState {
    const clipped = clip(gradient, this.options.clipNorm ?? Infinity);
    const velocity = add(mul(state.velocity, this.momentum), clipped);
    const weights = sub(state.weights, mul(velocity, learningRate));
    const average = add(mul(state.average, decay), mul(weights, 1 - decay));
    return { weights, average, velocity };
  }
}
