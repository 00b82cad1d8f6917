import { add, dispose, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { type AdamState, adamStep } from './adamStep.ts';
import { keepAll } from './keepAll.ts';

export interface AdamOptions {
  readonly learningRate: number;
  /** The largest L2 norm that a gradient keeps; null: any. */
  readonly clipNorm: number | null;
  /** Decay of the running average of the weights, after a warm-up; 0: the weights themselves. */
  readonly averaging: number;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1) on one flat vector, with clipping by global norm and an exponential moving average
 * of the weights that starts short: decay min(averaging, (1 + k)/(10 + k)) at step k.
 *
 * It owns four vectors, weights included: call `dispose`.
 */
export class Adam {
  private readonly options: AdamOptions;
  private state: AdamState;
  private steps = 0;
  // running products instead of powers: the same bits in every engine
  private decay1 = 1;
  private decay2 = 1;

  constructor(start: Tensor, options: AdamOptions) {
    this.options = options;
    this.state = keepAll(() => ({
      weights: add(start, 0),
      average: add(start, 0),
      first: zerosLike(start),
      second: zerosLike(start),
    }));
  }

  /** Gradient steps taken so far. */
  get count(): number {
    return this.steps;
  }

  /** The weights that the next gradient is taken at. */
  get weights(): Tensor {
    return this.state.weights;
  }

  /** The weights to keep: their running average. */
  get averaged(): Tensor {
    return this.state.average;
  }

  /** One step against a gradient, which it does not keep. */
  step(gradient: Tensor): void {
    this.decay1 *= BETA_1;
    this.decay2 *= BETA_2;
    const { learningRate, clipNorm } = this.options;
    const correction = Math.sqrt(1 - this.decay2);
    const numbers = {
      beta1: BETA_1,
      beta2: BETA_2,
      rate: (learningRate * correction) / (1 - this.decay1),
      epsilon: EPSILON * correction,
      clipNorm: clipNorm ?? Infinity,
      decay: this.averageDecay(),
    };
    const old = this.state;
    this.state = keepAll(() => adamStep(old, gradient, numbers));
    dispose(old);
    this.steps += 1;
  }

  dispose(): void {
    dispose(this.state);
  }

  private averageDecay(): number {
    const { averaging } = this.options;
    return averaging > 0 ? Math.min(averaging, (1 + this.steps) / (10 + this.steps)) : 0;
  }
}
