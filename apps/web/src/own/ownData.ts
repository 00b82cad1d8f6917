import type { Simulations } from '@sbi/core';
import type { DistributionRecipe } from '@sbi/distributions';

/** What "Your own" hands to training: pairs (θ, x), what was believed before, and what was observed. */
export interface OwnData {
  /** What to call it: "your simulator", or the name of the file of x. */
  readonly title: string;
  /** θ has a name for every column; x where its file had a header. Finite numbers only. */
  readonly simulations: Simulations;
  /** A joint of the parameters by name, or an empirical one: `distributionFrom` reads it. Every θ lies inside. */
  readonly prior: DistributionRecipe;
  /** What was observed: as long as a row of x. */
  readonly x: Float32Array;
  /** The simulator's text, where one made the tables. */
  readonly source?: string;
  /**
   * More pairs from the same simulator, from another seed; absent for tables. It runs on the main thread's side, in the
   * sandboxed frame: workers cannot have one.
   */
  readonly more?: (count: number, seed: number, options?: MoreOptions) => Promise<Simulations>;
  /**
   * One simulation from that θ, in the same frame; NaN where it is not finite. Absent for tables.
   *
   * @throws SimulatorError naming what is wrong, with its line
   */
  readonly simulateAt?: (theta: Float32Array, seed: number) => Promise<Float32Array>;
}

export interface MoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}
