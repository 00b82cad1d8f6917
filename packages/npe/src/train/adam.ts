import {
  add,
  dispose,
  div,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
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
  private state: { weights: Tensor; average: Tensor; first: Tensor; second: Tensor };
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
    return this.options.averaging > 0 ? this.state.average : this.state.weights;
  }

  /** One step against a gradient, which it does not keep. */
  step(gradient: Tensor): void {
    this.decay1 *= BETA_1;
    this.decay2 *= BETA_2;
    const rate = (this.options.learningRate * Math.sqrt(1 - this.decay2)) / (1 - this.decay1);
    const epsilon = EPSILON * Math.sqrt(1 - this.decay2);
    const old = this.state;
    this.state = keepAll(() => {
      const clipped = this.clip(gradient);
      const first = add(mul(old.first, BETA_1), mul(clipped, 1 - BETA_1));
      const second = add(mul(old.second, BETA_2), mul(square(clipped), 1 - BETA_2));
      const weights = sub(old.weights, div(mul(first, rate), add(sqrt(second), epsilon)));
      return { weights, average: this.averageWith(old.average, weights), first, second };
    });
    dispose(old);
    this.steps += 1;
  }

  dispose(): void {
    dispose(this.state);
  }

  private clip(gradient: Tensor): Tensor {
    const { clipNorm } = this.options;
    if (clipNorm === null) return gradient;
    return mul(gradient, minimum(1, div(clipNorm, add(sqrt(sum(square(gradient))), 1e-6))));
  }

  private averageWith(average: Tensor, weights: Tensor): Tensor {
    const decay = Math.min(this.options.averaging, (1 + this.steps) / (10 + this.steps));
    return this.options.averaging > 0 ? add(mul(average, decay), mul(weights, 1 - decay)) : add(average, 0);
  }
}
