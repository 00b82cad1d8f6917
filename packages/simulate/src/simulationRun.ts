import type { Simulations } from '@sbi/core';

/** How many rows were left out, each counted once: NaN before infinity. */
export interface Rejected {
  readonly nan: number;
  /** Rows with an entry that is infinite, or beyond the range of float32 (3.4·10³⁸). */
  readonly infinite: number;
}

/** The table that `simulate` made: rows in the order of the prior's draws, invalid ones left out. */
export interface SimulationRun extends Simulations {
  readonly rejected: Rejected;
  /** What deserves a look before training, one sentence each: dropped rows, constant columns, outliers, a single row. */
  readonly warnings: readonly string[];
}
