import type { Job, Matrix, Seed } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { Simulator, SimulatorModule } from '../simulator.ts';

/** What a problem is about, in words. */
export interface ProblemInfo {
  /** What `problem(name)` finds it by: lower case, with hyphens. */
  readonly name: string;
  readonly title: string;
  /** Prior and simulator in one line of formulas. */
  readonly model: string;
  /** A paragraph for whoever meets the problem for the first time. */
  readonly description: string;
  /** What each parameter means, by its name in the prior. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where it comes from. */
  readonly source: string;
}

/** What `reference` of a problem takes. */
export interface ReferenceOptions extends Job<{ readonly done: number; readonly total: number }> {
  readonly seed: Seed;
}

/** A problem to try a method on, with the posterior that it should find; owns its prior. */
export interface Problem extends ProblemInfo, Disposable {
  readonly prior: Prior;
  readonly simulator: Simulator;
  /** The same simulator as a module, for workers. */
  readonly module: SimulatorModule;
  /** The shape of one x, where it is not a vector. */
  readonly xShape?: readonly number[];
  /** An observation to begin with: measured where `truth` is missing, else what the simulator gave for it. */
  readonly observed: readonly number[];
  /** The θ behind `observed`, where that is a simulation. */
  readonly truth?: readonly number[];
  /** Whether `logPosterior` is normalised; else it is up to a constant that depends on x only. */
  readonly isNormalized: boolean;
  /** ln p(θ | x) of the exact posterior for every row of θ; −∞ outside the prior. */
  logPosterior(theta: Matrix, x: ArrayLike<number>): Float64Array;
  /** Independent draws from the exact posterior p(θ | x), all different; the same bits for the same seed. */
  reference(x: ArrayLike<number>, count: number, options: ReferenceOptions): Promise<Matrix>;
  dispose(): void;
}
