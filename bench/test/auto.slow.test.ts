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

// A choice by held-out density must nowhere cost density, and says what it costs in gradient steps.
describe.each(RECIPE_PROBLEMS)('$name', ({ name, prior: makePrior, simulator }) => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it(`preset 'auto' is not worse than the default (seed ${SEED})`, async () => {
    const prior = makePrior();
    const simulations = await simulate(prior, simulator, { count: 1000, seed: SEED });
    const held = await simulate(prior, simulator, { count: PAIRS, seed: 900_000 });
    const run = async (preset: 'default' | 'auto') => {
      using amortized = await npe(simulations, { prior, seed: 100 + SEED, preset });
      const leakage = await leakageOf(amortized, held, 400);
      const logQ = Array.from(await rawLogQ(amortized, held), (value, i) => value - (leakage[i] as number));
      const { attempts, steps } = amortized.training;
      const all = attempts?.reduce((sum, attempt) => sum + attempt.steps, 0) ?? steps;
      return { logQ, steps: all, chosen: attempts?.[0]?.name };
    };
    const [plain, auto] = [await run('default'), await run('auto')];
    const gains = auto.logQ.map((value, i) => value - (plain.logQ[i] as number));
    const result = {
      gain: mean(gains),
      error: standardError(gains),
      logQ: mean(auto.logQ),
      chosen: auto.chosen,
      steps: auto.steps,
      defaultLogQ: mean(plain.logQ),
      defaultSteps: plain.steps,
    };
    record(`auto-seed-${SEED}`, { [name]: result });
    // which of two alike is chosen, 100 rows decide: their mean is known to some ten times the error of the thousand
    expect(result.gain, JSON.stringify(result)).toBeGreaterThan(-0.05 - 3 * result.error);
  });
});
