import type { DistributionRecipe } from '@sbi/distributions';

/** Asks for θ. */
export interface DrawOrder {
  readonly prior: DistributionRecipe;
  readonly count: number;
  readonly seed: number;
}

/** θ row by row, and the integer that names the rows' streams. */
export interface DrawnPrior {
  readonly theta: Float32Array;
  readonly names: readonly string[];
  readonly origin: number;
}

/** Why there is no θ, in a line. */
export type DrawReport = DrawnPrior | { readonly reason: string };
