export type { Check } from '@sbi/core/testing';
export { type BijectorCheckOptions, bijectorChecks } from './bijectorChecks.ts';
export { type DistributionCheckOptions, distributionChecks } from './distributionChecks.ts';
