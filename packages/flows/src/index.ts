export { type BuildOptions, buildFlow } from './buildFlow.ts';
export {
  decodeFlow,
  encodeFlow,
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  takeTensor,
} from './codec.ts';
export type { ConditionalBijector, ConditionalDistribution, WeightSpec, Weights } from './conditional.ts';
export { type Architecture, ConditionalFlow, type Prepared } from './conditionalFlow.ts';
export { type Initializer, Parameters } from './parameters.ts';
export type { Bounds, Preconditioning } from './precondition/fit.ts';
export { Preconditioner, type PreconditionerValues } from './precondition/preconditioner.ts';
export { TruncatedNormalMap } from './precondition/truncatedNormalMap.ts';
export { type FlowRecipe, maf } from './recipe.ts';
export { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';
export { MaskedAutoregressive, type MaskedAutoregressiveOptions } from './transforms/maskedAutoregressive.ts';
