import type { NpeOptions, StepReport } from '../options.ts';
import type { Pace } from './learner.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Seconds of work from one report within an epoch to the next. */
const PERIOD = 0.25;

/**
 * What is awaited between the batches of an epoch: `breathe`, and now and then whoever is told how far it is, whose time is
 * no work.
 */
export function tellingBreath(
  tell: NpeOptions['onSteps'],
  watch: Stopwatch,
  breathe: () => Promise<void>,
  standing: () => Omit<StepReport, 'done'>,
): Pace['breathe'] {
  if (!tell) return breathe;
  let next = watch.seconds + PERIOD;
  return async (done) => {
    await breathe();
    if (watch.seconds < next) return;
    await watch.wait(() => tell({ ...standing(), done }));
    next = watch.seconds + PERIOD;
    await breathe(); // it may have been cancelled meanwhile
  };
}
