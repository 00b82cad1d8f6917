import type { Matrix, Seed } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { Simulator, SimulatorModule } from '../simulator.ts';

/** A problem to try a method on, with the posterior that it should find. */
export interface Problem extends Disposable {
  readonly name: string;
  readonly title: string;
  readonly prior: Prior;
  readonly simulator: Simulator;
  /** The same simulator as a module, for workers. */
  readonly module: SimulatorModule;
  /** ln p(θ | x) of the exact posterior for every row of θ; −∞ outside the prior. */
  logPosterior(theta: Matrix, x: ArrayLike<number>): Float64Array;
  /** Draws from the exact posterior p(θ | x). */
  reference(x: ArrayLike<number>, count: number, seed: Seed): Matrix;
  dispose(): void;
}
