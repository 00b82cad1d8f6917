import type { EpochReport, NpeOptions } from '../options.ts';

/** The listeners of one of several trainings: all that they hear says which one. */
export function listenersOf(
  { onProgress, onSteps }: Pick<NpeOptions, 'onProgress' | 'onSteps'>,
  which: Pick<EpochReport, 'attempt'> | Pick<EpochReport, 'member'>,
): Pick<NpeOptions, 'onProgress' | 'onSteps'> {
  return {
    ...(onProgress && { onProgress: (report) => onProgress({ ...report, ...which }) }),
    ...(onSteps && { onSteps: (report) => onSteps({ ...report, ...which }) }),
  };
}
