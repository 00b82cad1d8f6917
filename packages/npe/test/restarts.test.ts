import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type EpochReport, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { quick, smallSimulations } from './small.ts';

const simulations = smallSimulations(300, 1);

beforeAll(() => start('wasm'));

describe('splitSeed', () => {
  it('has trainings of other seeds hold out the same rows', async () => {
    const held = async (options: Partial<NpeOptions>) => {
      const trainer = new Trainer(simulations, { ...quick, maxEpochs: 1, ...options });
      const { low, high, references } = trainer.best.novelty;
      const { scale } = trainer.best.estimator.preconditioner.values;
      await endOf(trainer);
      return { low, high, scale, references };
    };
    const [own, same, other] = [
      await held({}),
      await held({ seed: 9, splitSeed: 1 }),
      await held({ seed: 9 }),
    ];
    expect(same.scale).toEqual(own.scale);
    expect(other.references.data).not.toEqual(own.references.data);
    const trainer = (options: Partial<NpeOptions>) => new Trainer(simulations, { ...quick, ...options });
    const [plain, explicit] = [trainer({}), trainer({ splitSeed: 1 })];
    await finish(plain);
    await finish(explicit);
    expect(await endOf(plain)).toEqual(await endOf(explicit));
  });
});

describe('restarts', () => {
  it('keep the best by validation on the same rows, and tell of all', async () => {
    const before = memory().numTensors;
    const reports: EpochReport[] = [];
    const options = { ...quick, learningRate: 5e-3, restarts: 3 };
    const best = await npe(simulations, { ...options, onProgress: (report) => reports.push(report) });
    const { attempts, bestValidationLoss, steps } = best.training;
    expect(attempts?.map(({ name }) => name)).toEqual(['restart 1', 'restart 2', 'restart 3']);
    const losses = attempts?.map((attempt) => attempt.bestValidationLoss) as number[];
    expect(new Set(losses).size).toBe(3);
    expect(bestValidationLoss).toBe(Math.min(...losses));
    expect(steps).toBe(15);
    expect(reports.map(({ attempt, epoch }) => [attempt?.index, epoch])).toEqual(
      [1, 2, 3].flatMap((index) => [1, 2, 3].map((epoch) => [index, epoch])),
    );
    expect(reports[8]?.attempt).toEqual({ index: 3, count: 3, name: 'restart 3' });
    // the first is the training without restarts
    const single = await npe(simulations, { ...quick, learningRate: 5e-3 });
    expect(single.training.bestValidationLoss).toBe(losses[0]);
    expect(single.training.attempts).toBeUndefined();
    const bytes = await best.encode();
    const again = AmortizedPosterior.decode(bytes);
    expect(again.training).toEqual(best.training);
    expect(await again.encode()).toEqual(bytes);
    for (const posterior of [best, single, again]) posterior.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('share maxSeconds: those that there is no time for are not begun', async () => {
    const best = await npe(simulations, { ...quick, restarts: 5, maxSeconds: 1e-9 });
    expect(best.training.attempts).toHaveLength(1);
    expect(best.training).toMatchObject({ stopped: 'time', settings: { maxSeconds: 1e-9 } });
    best.dispose();
  });

  it('free everything when they are told to stop', async () => {
    const before = memory().numTensors;
    const stop = new AbortController();
    const onProgress = ({ attempt }: EpochReport) => attempt?.index === 2 && stop.abort(new Error('enough'));
    await expect(
      npe(simulations, { ...quick, restarts: 3, signal: stop.signal, onProgress }),
    ).rejects.toThrow('enough');
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    [{ restarts: 0 }, 'restarts must be an integer from 1 to 1000; received 0 (npe).'],
    [{ restarts: 1.5 }, 'received 1.5'],
    [{ restarts: 2, onCheckpoint: () => {} }, 'restarts must be 1 with checkpoints; received 2 (npe).'],
  ])('refuse %j', async (options, message) => {
    await expect(npe(simulations, { ...quick, ...options })).rejects.toThrow(message);
  });
});
