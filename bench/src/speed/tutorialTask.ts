import { type AmortizedPosterior, npe } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import type { AccurateSpec, TutorialSpec } from './spec.ts';
import type { Task } from './task.ts';

const OBSERVATIONS = [
  [0.8, 0.6, 0.4],
  [1.32, -0.41, 2.07],
];

/** The tutorial from nothing, each time with another seed: as Python sbi trains, or by our own recipe until it ends. */
export function tutorialTask(spec: TutorialSpec | AccurateSpec): Task {
  let made: AmortizedPosterior | undefined;
  let seed = 0;
  const once = async () => {
    made?.dispose();
    seed += 1;
    using problem = gaussian();
    const { prior } = problem;
    const simulations = await simulate(prior, problem.simulator, { count: spec.count, seed });
    made = await npe(simulations, { prior, seed, ...settingsOf(spec) });
    if (spec.draws === 0) return;
    for (const x of OBSERVATIONS) await made.given(x).sample(spec.draws, { seed });
  };
  return {
    run: async (units) => {
      for (let i = 0; i < units; i++) await once();
      return units;
    },
    posterior: () => {
      if (!made) throw new Error('the tutorial has not run');
      return made;
    },
    dispose: () => made?.dispose(),
  };
}

function settingsOf(spec: TutorialSpec | AccurateSpec) {
  if (spec.kind === 'accurate') return {};
  const { recipe: flow, epochs: maxEpochs } = spec;
  return { preset: 'sbi', flow, maxEpochs, patience: Number.POSITIVE_INFINITY } as const;
}
