import type { Prior } from '@sbi/distributions';
import { BoxUniform } from '@sbi/distributions';
import { npe } from '@sbi/npe';
import { type Simulator, simulate, slcpDistractors } from '@sbi/simulate';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leakageOf, mean, rawLogQ, standardError } from './heldOut.ts';
import { record } from './record.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const SEED = Number(process.env['SEED'] ?? 1);
const PAIRS = 1000;

interface Case {
  readonly name: string;
  readonly prior: Prior;
  readonly simulator: Simulator;
  /** What the name of the candidate that is chosen must tell. */
  readonly chosen: RegExp;
}

const distractors = slcpDistractors();
/** Ten numbers over many powers of ten: without ln x the largest are all that is seen. */
const decades: Simulator = ([a = 0, b = 0], rng) =>
  Array.from({ length: 10 }, (_, i) => Math.exp(3 * a + (b * i) / 3 + 0.5 * rng.normal()));

const cases: readonly Case[] = [
  {
    name: 'slcp with 92 numbers that say nothing',
    prior: distractors.prior,
    simulator: distractors.simulator,
    chosen: /of the numbers/,
  },
  {
    name: 'numbers over many powers of ten',
    prior: new BoxUniform([-2, -2], [2, 2]),
    simulator: decades,
    chosen: /log of x/,
  },
];

// Where the data call for it, what reads x differently must gain density on pairs that nobody has seen.
describe.each(cases)('$name', ({ name, prior, simulator, chosen }) => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it(`preset 'auto' gains by how it reads x (seed ${SEED})`, async () => {
    const simulations = await simulate(prior, simulator, { count: 1000, seed: SEED });
    const held = await simulate(prior, simulator, { count: PAIRS, seed: 900_000 });
    const run = async (preset: 'default' | 'auto') => {
      using amortized = await npe(simulations, { prior, seed: 100 + SEED, preset });
      const leakage = await leakageOf(amortized, held, 400);
      const logQ = Array.from(await rawLogQ(amortized, held), (value, i) => value - (leakage[i] as number));
      return { logQ, attempts: amortized.training.attempts ?? [], steps: amortized.training.steps };
    };
    const [plain, auto] = [await run('default'), await run('auto')];
    const gains = auto.logQ.map((value, i) => value - (plain.logQ[i] as number));
    const result = {
      gain: mean(gains),
      error: standardError(gains),
      logQ: mean(auto.logQ),
      defaultLogQ: mean(plain.logQ),
      attempts: auto.attempts,
    };
    record(`auto-data-seed-${SEED}`, { [name]: result });
    expect(auto.attempts[0]?.name).toMatch(chosen);
    expect(result.gain, JSON.stringify(result)).toBeGreaterThan(3 * result.error);
  });
});
