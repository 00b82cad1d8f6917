export type { Architecture } from './architecture.ts';
export { type BuildOptions, buildFlow } from './buildFlow.ts';
export { decodeFlow, encodeFlow, flowFrom, flowHeader, flowTensors } from './codec.ts';
export type { ConditionalBijector, ConditionalDistribution, WeightSpec, Weights } from './conditional.ts';
export { ConditionalFlow, type Prepared } from './conditionalFlow.ts';
export { type ExactParts, hasExactParts } from './exactFlow.ts';
export { registerFlow } from './flowKinds.ts';
export { type AutoregressiveSplineRecipe, autoregressiveSpline } from './kinds/autoregressiveSpline.ts';
export { type CouplingRecipe, type CouplingSettings, coupling } from './kinds/coupling.ts';
export { defaultFlow } from './kinds/defaultFlow.ts';
export { type AutoregressiveSettings, type MafRecipe, maf } from './kinds/maf.ts';
export { type MdnRecipe, mdn } from './kinds/mdn.ts';
export { type NsfRecipe, nsf } from './kinds/nsf.ts';
export type { SplineSettings } from './kinds/splineSettings.ts';
export { leaveOneOut } from './leaveOneOut.ts';
export { expectFormat, parseEntry, takeTensor } from './modelFile.ts';
export type { FusedNetwork, MakeNetwork, Network, NetworkRecipe, RowKind } from './network.ts';
export type { Activation } from './networks/activation.ts';
export {
  type ConvolutionRecipe,
  type ConvolutionSettings,
  convolution1d,
  convolution2d,
} from './networks/convolution.ts';
export { type DeepSetRecipe, type DeepSetSettings, deepSet } from './networks/deepSet.ts';
export { type GruRecipe, type GruSettings, gru } from './networks/gru.ts';
export { type MaskedRecipe, masked } from './networks/masked.ts';
export { type HeadSettings, type MlpRecipe, mlp } from './networks/mlp.ts';
export { checkObservations } from './networks/observations.ts';
export { makeNetwork, registerNetwork } from './networks/registry.ts';
export { type ScreenRecipe, screen } from './networks/screen.ts';
export { type Initializer, Parameters } from './parameters.ts';
export type { ZScore } from './precondition/columnScaling.ts';
export type { Bounds, Preconditioning } from './precondition/fit.ts';
export { Preconditioner } from './precondition/preconditioner.ts';
export type { PreconditionerValues } from './precondition/preconditionerValues.ts';
export { transformsFor } from './precondition/transformsFor.ts';
export { TruncatedNormalMap } from './precondition/truncatedNormalMap.ts';
export type { Clip, XTransform } from './precondition/xTransform.ts';
export type { CommonSettings, FlowRecipe, Reads } from './recipe.ts';
export type {
  BuildModel,
  Drawn,
  FlowKind,
  FusedModel,
  ModelShape,
  ResidualDistribution,
  ResidualModel,
} from './residualModel.ts';
export { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';
export { MaskedAutoregressive, type MaskedAutoregressiveOptions } from './transforms/maskedAutoregressive.ts';
export type { SplineOptions } from './transforms/scalarMap.ts';
