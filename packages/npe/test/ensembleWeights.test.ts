import { matrix, matrixOf, Rng, selectRows } from '@sbi/core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { maximizeMixture } from '../src/ensembleWeights.ts';
import { type AmortizedPosterior, type NpeOptions, npe, stackingWeights } from '../src/index.ts';
import { start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

const train = (seed: number, options: Partial<NpeOptions> = {}) =>
  npe(smallSimulations(200, seed), { ...quick, seed, maxEpochs: 2, learningRate: 0.01, ...options });

const made: AmortizedPosterior[] = [];
const own = (amortized: AmortizedPosterior): AmortizedPosterior => {
  made.push(amortized);
  return amortized;
};
expectNoLeaks();
afterEach(() => {
  for (const amortized of made.splice(0)) amortized.dispose();
});

describe('stacking', () => {
  beforeAll(() => start('wasm'));

  it('finds the weights of a mixture from its draws', () => {
    // draws of 0.3 N(−1, 1) + 0.7 N(1, 1), and a third density that is nowhere near
    const rng = Rng.fromSeed(1);
    const draws = Array.from({ length: 5000 }, () => (rng.uniform() < 0.3 ? -1 : 1) + rng.normal());
    const at = (mean: number) => draws.map((t) => -0.5 * (t - mean) ** 2);
    const [a = 0, b = 0, c = 0] = maximizeMixture([at(-1), at(1), at(9)]);
    // the information about w in a draw is E[((p₁ − p₂)/p)²] = 2.1: a standard error of 0.0097
    expect(Math.abs(a - 0.3)).toBeLessThan(4 * 0.0097);
    expect(a + b + c).toBeCloseTo(1, 9);
    expect(c).toBeLessThan(0.01);
  });

  it('copes with rows that one member, or none, thinks possible', () => {
    const nothing = Number.NEGATIVE_INFINITY;
    expect(
      maximizeMixture([
        [0, nothing, nothing],
        [nothing, 0, nothing],
      ]),
    ).toEqual([0.5, 0.5]);
  });

  it('prefers what predicts held-out simulations', async () => {
    const good = own(await train(1, { maxEpochs: 20 }));
    // one that learnt from x of other rows: it knows the prior and no more
    const { theta, x } = smallSimulations(200, 2);
    const bad = own(
      await npe(
        {
          theta,
          x: selectRows(
            x,
            theta.data.subarray(200).map((_, i) => 199 - i),
          ),
        },
        quick,
      ),
    );
    const held = smallSimulations(300, 9);
    const found = await stackingWeights([bad, good], held);
    expect(found[1]).toBeGreaterThan(0.9);
    const late = AbortSignal.abort(new Error('late'));
    await expect(stackingWeights([good], held, { signal: late })).rejects.toThrow('late');
  });

  it('refuses what it cannot weigh', async () => {
    const member = own(await train(1));
    const held = smallSimulations(3, 1);
    await expect(stackingWeights([], held)).rejects.toThrow('members must be a list of at least one');
    await expect(stackingWeights([member], { ...held, x: matrix([[1]]) })).rejects.toThrow(
      '(stackingWeights)',
    );
    const empty = { theta: matrixOf(new Float32Array(), 2), x: matrixOf(new Float32Array(), 2) };
    await expect(stackingWeights([member], empty)).rejects.toThrow('at least one');
  });
});
