export { Bijector, type WithLogDet } from './bijector.ts';
export { Distribution, type Prior } from './distribution.ts';
export type { BijectorRecipe, DistributionRecipe } from './recipe.ts';
export {
  type BoxSupport,
  box,
  contains,
  type RestrictedSupport,
  realSpace,
  restricted,
  type Support,
} from './support.ts';
