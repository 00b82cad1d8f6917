import { ShapeError, type Simulations } from '@sbi/core';
import type { AmortizedPosterior } from '../amortizedPosterior.ts';
import type { NpeOptions } from '../options.ts';
import type { Attempt } from '../trainingSummary.ts';
import { alongCosine, type Candidate, candidatesOf } from './candidates.ts';
import { Race } from './race.ts';

/** How long candidates run. */
export interface Legs {
  /** Steps after which they are first compared; then twice as many, and so on: a problem that is easy stays cheap. */
  readonly first: number;
  /** Steps after which patience has not done what it is for. */
  readonly most: number;
}

/** What was chosen. The caller owns the posterior. */
export interface Choice {
  readonly best: AmortizedPosterior;
  readonly attempts: readonly Attempt[];
  /** What trains another one in the same way. */
  readonly again: Partial<NpeOptions>;
}

function legsOf(rows: number): Legs {
  return { first: 150, most: rows < 5000 ? 2500 : 5000 };
}

/**
 * Chooses how to train by held-out density: candidates run side by side on the same rows, the better half goes on, and the
 * last one trains to its end. One that does not come to an end by patience is tried again along a cosine, and beside it
 * those that show late what they can.
 */
export async function choose(
  simulations: Simulations,
  options: NpeOptions,
  { first, most }: Legs = legsOf(simulations.theta.rows),
): Promise<Choice> {
  if (options.resume) throw new ShapeError('preset', "not be 'auto' with resume", "'auto'", 'npe');
  const candidates = givenOr(options, () => candidatesOf(simulations, options));
  const race = new Race(simulations, options, candidates.length);
  try {
    for (const candidate of candidates) race.enter(candidate);
    for (let steps = first; race.names.length > 1 && race.left > 0; steps *= 2) {
      await race.run(steps);
      race.keep(Math.ceil(race.names.length / 2));
    }
    race.keep(1);
    const learning = await race.lead(most);
    const winner = candidates.find(({ name }) => name === race.names[0]) as Candidate;
    const finalists = [winner, ...candidates.filter((one) => one.isLate && one !== winner)].map(alongCosine);
    if (learning && options.schedule === undefined && race.left > 0) {
      for (const finalist of finalists) race.enter(finalist);
      await race.run(Number.POSITIVE_INFINITY);
    }
    const { attempts } = race;
    const { maxSteps = Number.POSITIVE_INFINITY } = options;
    const curved = finalists.find(({ name }) => name === race.names[0]);
    const again = curved?.options ?? { ...winner.options, maxSteps: Math.min(most, maxSteps) };
    return { best: race.finish(), attempts, again };
  } finally {
    race.dispose();
  }
}

/** A flow that was asked for is the only one. */
function givenOr({ flow }: NpeOptions, candidates: () => readonly Candidate[]): readonly Candidate[] {
  return flow === undefined ? candidates() : [{ name: flow.kind, options: { flow } }];
}
