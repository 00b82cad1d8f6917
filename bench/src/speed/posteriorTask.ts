import { type Matrix, matrixOf, Rng } from '@sbi/core';
import { type AmortizedPosterior, npe } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import type { PosteriorSpec } from './spec.ts';
import type { Task } from './task.ts';

const OBSERVATION = [0.8, 0.6, 0.4];

let trained: AmortizedPosterior | undefined;

/** What a posterior of the tutorial is asked, trained once for all questions. */
export async function posteriorTask(spec: PosteriorSpec): Promise<Task> {
  trained ??= await train(spec);
  const amortized = trained;
  const ask = await question(spec, amortized);
  let seed = 0;
  return {
    run: async (units) => {
      for (let i = 0; i < units; i++) await ask(++seed);
      return units;
    },
    posterior: () => amortized,
    dispose: () => undefined, // the next question is asked of it too
  };
}

async function train({ recipe: flow, epochs: maxEpochs }: PosteriorSpec): Promise<AmortizedPosterior> {
  const { prior, simulator } = gaussian();
  const simulations = await simulate(prior, simulator, { count: 2000, seed: 2 });
  return npe(simulations, {
    prior,
    seed: 2,
    preset: 'sbi',
    flow,
    maxEpochs,
    patience: Number.POSITIVE_INFINITY,
  });
}

async function question(
  { kind, count, observations = 1 }: PosteriorSpec,
  amortized: AmortizedPosterior,
): Promise<(seed: number) => Promise<unknown>> {
  if (kind === 'draws') return (seed) => amortized.given(OBSERVATION).sample(count, { seed });
  if (kind === 'map') return (seed) => amortized.given(OBSERVATION).map({ seed });
  if (kind === 'logProb') {
    const theta = near(count);
    return () => amortized.given(OBSERVATION).logProb(theta, { normalized: false });
  }
  const x = seen(observations);
  return (seed) => amortized.sampleBatched(x, count, { seed });
}

/** x at θ ~ U(−1.5, 1.5)³: nobody loses draws at the walls. */
function seen(rows: number): Matrix {
  const rng = Rng.fromSeed(5);
  const data = Float32Array.from({ length: 3 * rows }, () => 3 * rng.uniform() - 0.5 + 0.1 * rng.normal());
  return matrixOf(data, 3);
}

/** θ as the exact posterior would draw them, walls apart. */
function near(count: number): Matrix {
  const rng = Rng.fromSeed(3);
  const data = Float32Array.from(
    { length: 3 * count },
    (_, i) => (OBSERVATION[i % 3] as number) - 1 + 0.1 * rng.normal(),
  );
  return matrixOf(data, 3);
}
