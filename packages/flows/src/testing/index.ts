export type { Check } from '@sbi/core/testing';
export { type ConditionalCheckOptions, conditionalChecks } from './conditionalChecks.ts';
export { type NetworkCheckOptions, networkChecks } from './networkChecks.ts';
