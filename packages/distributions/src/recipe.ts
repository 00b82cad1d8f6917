/** A distribution as plain JSON: what a file holds and `distributionFrom` reads. */
export interface DistributionRecipe {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A bijector as plain JSON. */
export interface BijectorRecipe {
  readonly kind: string;
  readonly [field: string]: unknown;
}
