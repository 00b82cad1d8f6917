import { matrixOf, Rng, rowOf, type Simulations } from '@sbi/core';
import { DiagNormal } from '@sbi/distributions';
import { maf } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { joinSimulations } from '../src/train/joinSimulations.ts';
import { start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { expectNoLeaks } from './noLeaks.ts';

beforeAll(() => start('wasm'));

expectNoLeaks();

const COLUMNS = 60;
/** θ ~ N(0, I₂), and sixty numbers that are θ₁ or θ₂ under noise seven times as wide. */
function weak(rows: number, seed: number): Simulations {
  const rng = Rng.fromSeed(seed);
  const theta = new Float32Array(2 * rows).map(() => rng.normal());
  const x = Float32Array.from({ length: rows * COLUMNS }, (_, k) => {
    const [i, c] = [Math.floor(k / COLUMNS), k % COLUMNS];
    return (theta[2 * i + (c % 2)] as number) + 7 * rng.normal();
  });
  return { theta: matrixOf(theta, 2), x: matrixOf(x, COLUMNS) };
}

const prior = new DiagNormal([0, 0], 1);
const options: NpeOptions = {
  ...{ prior, seed: 1, maxEpochs: 6, batchSize: 50 },
  flow: maf({ hidden: 16, transforms: 2, reads: 'predictions' }),
};

/** ln q of fresh pairs, and the exact ln p: thirty numbers of variance 49 say of each coordinate what one of 49/30 says. */
async function scores(amortized: AmortizedPosterior): Promise<{ ours: number[]; exact: number[] }> {
  const { theta, x } = weak(300, 99);
  const rows = Array.from({ length: 300 }, (_, i) => matrixOf(rowOf(theta, i), 2));
  const ours = await amortized.logProbBatched(rows, x);
  const exact = rows.map(({ data }, i) => {
    const variance = 1 / (1 + 30 / 49);
    return [0, 1].reduce((sum, j) => {
      const mean =
        rowOf(x, i).reduce((total, value, c) => total + (c % 2 === j ? value / 49 : 0), 0) * variance;
      return (
        sum - (0.5 * ((data[j] as number) - mean) ** 2) / variance - 0.5 * Math.log(2 * Math.PI * variance)
      );
    }, 0);
  });
  return { ours: ours.map((one) => Number(one[0])), exact };
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

describe('a posterior that reads predictions', () => {
  it('is near the exact one from few simulations of many weak numbers, and nearer than one that reads x', async () => {
    const simulations = weak(340, 1);
    const losses: (readonly number[])[] = [];
    for (const reads of ['x', 'predictions'] as const) {
      const flow = maf({ hidden: 16, transforms: 2, reads });
      const amortized = await npe(simulations, { ...options, flow, maxEpochs: 100 });
      const { ours, exact } = await scores(amortized);
      losses.push(exact.map((value, i) => value - (ours[i] as number)));
      amortized.dispose();
    }
    const [byX, byPredictions] = losses as [number[], number[]];
    expect(mean(byPredictions)).toBeLessThan(0.25);
    const gains = byX.map((value, i) => value - (byPredictions[i] as number));
    const error = Math.sqrt(mean(gains.map((gain) => (gain - mean(gains)) ** 2)) / gains.length);
    expect(mean(gains)).toBeGreaterThan(3 * error);
  });

  it('goes on from a checkpoint, and with more simulations, to the same bits', async () => {
    const [first, more] = [weak(200, 1), weak(100, 2)];
    const goOn = async (trainer: Trainer) => {
      trainer.resume({ maxEpochs: 6 });
      await finish(trainer);
      return endOf(trainer);
    };
    const whole = new Trainer(first, { ...options, maxEpochs: 2 });
    await finish(whole);
    whole.append(more);
    whole.resume({ maxEpochs: 4 });
    await finish(whole);
    const checkpoint = await whole.checkpoint();
    const again = new Trainer(joinSimulations(first, more), { ...options, checkpoint });
    expect(await goOn(again)).toEqual(await goOn(whole));
  });

  it('travels, and is not resumed, for which rows it was made from is not in its file', async () => {
    const simulations = weak(200, 1);
    const trained = await npe(simulations, { ...options, maxEpochs: 1 });
    const again = AmortizedPosterior.decode(await trained.encode());
    const x = rowOf(simulations.x, 0);
    const draws = (posterior: AmortizedPosterior) => posterior.given(x).sample(5, { seed: 3 });
    expect(await draws(again)).toEqual(await draws(trained));
    await expect(npe(simulations, { prior, seed: 2, resume: again })).rejects.toThrow(
      'resume must be a posterior whose flow reads x; received one that reads predictions; train it anew, or append (Trainer).',
    );
    for (const posterior of [trained, again]) posterior.dispose();
  });
});
