import { npe } from '@sbi/npe';
import { simulate } from '@sbi/simulate';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leakageOf, mean, rawLogQ, standardError } from './heldOut.ts';
import { RECIPE_PROBLEMS } from './recipeProblems.ts';
import { record } from './record.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const SEED = Number(process.env['SEED'] ?? 1);
const PAIRS = 1000;

// Where a recipe made for linear Gaussians could hurt: it must nowhere be worse than sbi's own.
describe.each(RECIPE_PROBLEMS)('$name', ({ name, prior: makePrior, simulator }) => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it(`is not worse than the preset 'sbi' (seed ${SEED})`, async () => {
    const prior = makePrior();
    const simulations = await simulate(prior, simulator, { count: 2000, seed: SEED });
    const held = await simulate(prior, simulator, { count: PAIRS, seed: 900_000 });
    const run = async (preset: 'default' | 'sbi') => {
      using amortized = await npe(simulations, { prior, seed: 100 + SEED, preset });
      const leakage = await leakageOf(amortized, held, 400);
      const logQ = Array.from(await rawLogQ(amortized, held), (value, i) => value - (leakage[i] as number));
      return { logQ, steps: amortized.training.steps };
    };
    const [ours, theirs] = [await run('default'), await run('sbi')];
    const gains = ours.logQ.map((value, i) => value - (theirs.logQ[i] as number));
    const result = {
      gain: mean(gains),
      error: standardError(gains),
      logQ: mean(ours.logQ),
      steps: ours.steps,
    };
    record(`recipes-seed-${SEED}`, {
      [name]: { ...result, sbiLogQ: mean(theirs.logQ), sbiSteps: theirs.steps },
    });
    expect(result.gain, JSON.stringify(result)).toBeGreaterThan(-3 * result.error);
  });
});
