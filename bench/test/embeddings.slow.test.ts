import { matrixOf, Rng, sizeOf } from '@sbi/core';
import { convolution1d, deepSet, mlp } from '@sbi/flows';
import { c2st, type NpeOptions, npe } from '@sbi/npe';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddingProblem, gaussianTrials, oscillation, pairsOf } from './embeddingProblems.ts';
import { mean } from './heldOut.ts';
import { record } from './record.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const SEED = Number(process.env['SEED'] ?? 1);
const DRAWS = 1000;
/** As sbi asks of its own. */
const SLACK = 0.1;

const AS_SBI = deepSet({
  trial: mlp({ layers: 1, outputs: 5, last: 'activated' }),
  aggregate: 'sum',
  count: 'number',
  hidden: 100,
  last: 'activated',
});

/** Those of an x whose rows are in another order. */
function shuffled(x: Float32Array, width: number, rng: Rng): Float32Array {
  const order = rng.permutation(x.length / width);
  return Float32Array.from(
    x,
    (_, k) => x[(order[Math.floor(k / width)] as number) * width + (k % width)] as number,
  );
}

/** C2ST against the exact posterior, and against the prior in place of ours: what a network that learnt nothing scores. */
interface Scores {
  readonly c2st: readonly number[];
  readonly prior: readonly number[];
  readonly steps: number;
  readonly epochs: number;
}

async function score(
  problem: EmbeddingProblem,
  { simulations, ...options }: Omit<NpeOptions, 'prior' | 'seed'> & { readonly simulations: number },
  [fewest, most]: readonly [number, number],
  observed: readonly number[],
): Promise<Scores> {
  const prior = problem.prior();
  const width = sizeOf(problem.xShape.slice(1));
  const table = pairsOf(
    problem,
    simulations,
    SEED,
    (rng) => fewest + Math.floor(rng.uniform() * (most + 1 - fewest)),
  );
  using amortized = await npe(table, { prior, seed: 100 + SEED, ...options });
  const scores: number[] = [];
  const priors: number[] = [];
  for (const [i, rows] of observed.entries()) {
    const rng = Rng.fromSeed(1000 + SEED).fork(i);
    const x = problem.simulate(problem.theta(rng), rows, rng);
    const exact = problem.exact(x, DRAWS, rng);
    // its trials in any order
    const seen = problem === gaussianTrials ? shuffled(x, width, rng) : x;
    const draws = await amortized.given(seen).sample(DRAWS, { seed: rng.fork('draws') });
    scores.push(await c2st(exact, draws, { seed: 5 }));
    const { data } = pairsOf(problem, DRAWS, 500 + i, () => 1).theta;
    priors.push(await c2st(exact, matrixOf(data, 2), { seed: 5 }));
  }
  const { steps, epochs } = amortized.training;
  return { c2st: scores, prior: priors, steps, epochs };
}

function judge(name: string, scores: Scores): void {
  record(`embeddings-seed-${SEED}`, { [name]: { ...scores, meanC2st: mean(scores.c2st) } });
  expect(Math.max(...scores.c2st), JSON.stringify(scores)).toBeLessThan(0.5 + SLACK);
  // so that the score says something
  expect(Math.min(...scores.prior)).toBeGreaterThan(0.5 + SLACK);
}

describe(`embeddings against exact posteriors, seed ${SEED}`, () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  // sbi's test_npe_with_with_iid_embedding_varying_num_trials: 1 to 19 trials, asked at up to 20, in another order
  it.each<[string, Partial<NpeOptions>]>([
    ['deepSet', { embedding: deepSet() }],
    ['deepSet as sbi', { embedding: AS_SBI }],
  ])('%s of a varying number of trials', async (name, options) => {
    const all = { simulations: 6000, batchSize: 100, ...options };
    judge(`${name}, 1 to 19 trials`, await score(gaussianTrials, all, [1, 19], [1, 5, 10, 15, 20]));
  });

  it('convolution1d of a series', async () => {
    const options = { simulations: 5000, embedding: convolution1d() };
    judge('convolution1d, oscillation', await score(oscillation, options, [20, 20], [20, 20, 20, 20, 20]));
  });
});
