import type { Rng } from '@sbi/core/rng';

/**
 * x ~ p(x | θ), one row at a time, in plain numbers.
 *
 * `theta` is a copy of one row of the prior's draws; whatever is random must come from `rng`, the row's own stream, so
 * that row i is the same however the rows are cut up. Returns every number of x in one list, at once or as a promise.
 */
export type Simulator = (theta: Float32Array, rng: Rng) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** A module whose default export is a `Simulator`: the only form that can run on workers and be timed out. */
export type SimulatorModule = URL;
