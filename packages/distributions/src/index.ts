export { Bijector, type WithLogDet } from './bijector.ts';
export { Affine } from './bijectors/affine.ts';
export { Chain } from './bijectors/chain.ts';
export { Exp } from './bijectors/exp.ts';
export { HalfLine } from './bijectors/halfLine.ts';
export { Identity } from './bijectors/identity.ts';
export { Interval } from './bijectors/interval.ts';
export { Inverse } from './bijectors/inverse.ts';
export { LowerUpper } from './bijectors/lowerUpper.ts';
export { Permute } from './bijectors/permute.ts';
export { RationalQuadraticSpline } from './bijectors/rationalQuadraticSpline.ts';
export { Softplus } from './bijectors/softplus.ts';
export { Stack } from './bijectors/stack.ts';
export { TriangularAffine } from './bijectors/triangularAffine.ts';
export { DensityError } from './densityError.ts';
export { Distribution, type Prior } from './distribution.ts';
export { Beta } from './families/beta.ts';
export { BoxUniform } from './families/boxUniform.ts';
export { DiagNormal } from './families/diagNormal.ts';
export { Empirical } from './families/empirical.ts';
export { Gamma } from './families/gamma.ts';
export { Joint } from './families/joint.ts';
export { LogNormal } from './families/logNormal.ts';
export { LogUniform } from './families/logUniform.ts';
export { Mixture } from './families/mixture.ts';
export { MultivariateNormal } from './families/multivariateNormal.ts';
export { StudentT } from './families/studentT.ts';
export { Transformed } from './families/transformed.ts';
export { Truncated } from './families/truncated.ts';
export { inScope } from './ownership.ts';
export {
  type BijectorRecipe,
  bijectorFrom,
  type DistributionRecipe,
  describeDistribution,
  distributionFrom,
  registerDistribution,
} from './recipe.ts';
export type { RecipeFields } from './recipeFields.ts';
export { cauchy, exponential, halfCauchy, halfNormal } from './shorthands.ts';
export {
  type BoxSupport,
  box,
  contains,
  type RestrictedSupport,
  realSpace,
  restricted,
  type Support,
} from './support.ts';
export {
  describeSupport,
  type Predicate,
  type Predicates,
  type SupportRecipe,
  supportFrom,
} from './supportRecipe.ts';
export type { TableLike } from './table.ts';
export { unconstrain } from './unconstrain.ts';
export type { VectorLike } from './vector.ts';
