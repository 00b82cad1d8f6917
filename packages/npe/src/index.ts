export { AcceptanceError, BatchAcceptanceError } from './acceptanceError.ts';
export { Amortized } from './amortized.ts';
export { AmortizedPosterior, type DecodeOptions } from './amortizedPosterior.ts';
export { CheckpointError } from './checkpointError.ts';
export { ConditionalPosterior } from './conditional/conditionalPosterior.ts';
export { EffectiveSizeError } from './conditional/effectiveSizeError.ts';
export { MarginalPosterior } from './conditional/marginalPosterior.ts';
export { decode } from './decode.ts';
export type { AmortizedLike, PosteriorLike } from './diagnostics/amortizedLike.ts';
export { type C2stOptions, type ClassifierName, c2st } from './diagnostics/c2st.ts';
export { type CheckOptions, check, type Verdict } from './diagnostics/check.ts';
export { embeddingOf } from './diagnostics/embeddingOf.ts';
export {
  type Coverage,
  type CoverageOptions,
  type CoverageResult,
  expectedCoverage,
  type JointCoverage,
  type ParameterCoverage,
} from './diagnostics/expectedCoverage.ts';
export type { Fault, FaultKind } from './diagnostics/faults.ts';
export {
  type LocalC2stObservation,
  type LocalC2stOptions,
  type LocalC2stResult,
  localC2st,
} from './diagnostics/localC2st.ts';
export {
  type MisspecificationOptions,
  type MisspecificationResult,
  misspecification,
} from './diagnostics/misspecification.ts';
export { type MmdOptions, mmd } from './diagnostics/mmd.ts';
export type { DiagnosticOptions } from './diagnostics/pairDraws.ts';
export {
  type PredictiveEntry,
  type PredictiveOptions,
  type PredictiveResult,
  type PredictiveSimulator,
  posteriorPredictive,
} from './diagnostics/posteriorPredictive.ts';
export type { RankTests } from './diagnostics/ranks.ts';
export { type SbcOptions, type SbcParameter, type SbcResult, sbc } from './diagnostics/sbc.ts';
export { type TarpOptions, type TarpResult, tarp } from './diagnostics/tarp.ts';
export { Drawable, type SampleOptions, type SummaryOptions } from './drawable.ts';
export { Ensemble, type EnsembleOptions, ensemble } from './ensemble.ts';
export { stackingWeights } from './ensembleWeights.ts';
export type { MapEstimate, MapOptions } from './highest.ts';
export { npe } from './npe.ts';
export type { Observation } from './observation.ts';
export type {
  AttemptNumber,
  EpochReport,
  MemberNumber,
  MembersOptions,
  NpeOptions,
  OptimizerName,
  Preset,
  ResumeOptions,
  ScheduleName,
  StepReport,
  SupportMethod,
  TrainingSettings,
} from './options.ts';
export { type LogProbOptions, Posterior } from './posterior.ts';
export type { SamplingProgress } from './rejection.ts';
export { hdi, type Interval, quantiles, type Summary, summarize } from './summary.ts';
export type { StopReason } from './train/progress.ts';
export { Trainer } from './trainer.ts';
export { type Attempt, describeTraining, type TrainingSummary } from './trainingSummary.ts';
