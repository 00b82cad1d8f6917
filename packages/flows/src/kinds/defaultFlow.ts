import type { FlowRecipe } from '../recipe.ts';
import { autoregressiveSpline } from './autoregressiveSpline.ts';
import { maf } from './maf.ts';

/**
 * The recipe to begin with for θ of so many coordinates: `maf()`, and for one coordinate `autoregressiveSpline()`, as a MAF
 * of one is only a Gaussian.
 *
 * @example
 * import { defaultFlow } from '@sbi/flows';
 * console.log(defaultFlow(1).kind, defaultFlow(3).kind); // → autoregressiveSpline maf
 */
export function defaultFlow(dim: number): FlowRecipe {
  return dim === 1 ? autoregressiveSpline() : maf();
}
