import {
  add,
  dispose,
  div,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  type Tensor,
  tensor1d,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { keepAll } from './keepAll.ts';

export interface OptimizerOptions {
  /** The largest L2 norm that a gradient keeps; null: any. */
  readonly clipNorm: number | null;
  /** Decay of the running average of the weights, after a warm-up; 0: the weights themselves. */
  readonly averaging: number;
}

/** The vectors of an optimiser: the weights, their running average, and moments of the gradient by their names. */
export type OptimizerState = {
  readonly weights: Tensor;
  readonly average: Tensor;
  readonly [moment: string]: Tensor;
};

/** The numbers of one step. */
export interface StepNumbers {
  readonly learningRate: number;
  /** How much of the average stays. */
  readonly decay: number;
}

/**
 * Gradient descent on one flat vector, with an exponential moving average of the weights that starts short: decay
 * min(averaging, (1 + k)/(10 + k)) at step k.
 *
 * Subclasses say how a gradient becomes a step. It owns its vectors, weights included: call `dispose`.
 */
export abstract class Optimizer {
  protected readonly options: OptimizerOptions;
  private state: OptimizerState;
  private steps = 0;

  /** @param moments names of the further vectors, all zero at the start */
  constructor(start: Tensor, options: OptimizerOptions, moments: readonly string[]) {
    this.options = options;
    this.state = keepAll(() => ({
      weights: add(start, 0),
      average: add(start, 0),
      ...Object.fromEntries(moments.map((name) => [name, zerosLike(start)])),
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

  /** The names of its vectors. */
  get vectors(): readonly string[] {
    return Object.keys(this.state);
  }

  /** One step against a gradient, which it does not keep. */
  step(gradient: Tensor, learningRate: number): void {
    const { averaging } = this.options;
    const decay = averaging > 0 ? Math.min(averaging, (1 + this.steps) / (10 + this.steps)) : 0;
    const old = this.state;
    this.advance();
    this.state = keepAll(() => this.next(old, gradient, { learningRate, decay }));
    dispose(old);
    this.steps += 1;
  }

  /** A copy of every vector, by its name. */
  async read(): Promise<Record<string, Float32Array>> {
    const copies = Object.entries(this.state).map(
      async ([name, vector]) => [name, Float32Array.from(await vector.data())] as const,
    );
    return Object.fromEntries(await Promise.all(copies));
  }

  /** Goes on where another one, new like this one, had come to: its vectors, and its number of steps. */
  restore(vectors: Readonly<Record<string, Float32Array>>, steps: number): void {
    const old = this.state;
    this.state = keepAll(() => {
      const entries = this.vectors.map((name) => [name, tensor1d((vectors[name] as Float32Array).slice())]);
      return Object.fromEntries(entries) as OptimizerState;
    });
    dispose(old);
    for (let i = 0; i < steps; i++) this.advance();
    this.steps = steps;
  }

  dispose(): void {
    dispose(this.state);
  }

  /** The state after one step, in new tensors. */
  protected abstract next(state: OptimizerState, gradient: Tensor, numbers: StepNumbers): OptimizerState;

  /** What changes with the number of steps alone: called once before each. */
  protected advance(): void {}
}

/** A gradient no longer than that, as torch.nn.utils.clip_grad_norm_ does it. */
export function clip(gradient: Tensor, norm: number): Tensor {
  if (norm === Infinity) return gradient;
  return mul(gradient, minimum(1, div(norm, add(sqrt(sum(square(gradient))), 1e-6))));
}
