import type { DistributionRecipe } from '@sbi/distributions';

/** Asks for θ as `simulate` of @sbi/simulate draws it from this seed. */
export interface DrawOrder {
  readonly prior: DistributionRecipe;
  readonly count: number;
  readonly seed: number;
}

/** θ row by row, and the integer that names the rows' streams; or why there is none. */
export type DrawReport =
  | { readonly theta: Float32Array; readonly names: readonly string[]; readonly origin: number }
  | { readonly reason: string };
