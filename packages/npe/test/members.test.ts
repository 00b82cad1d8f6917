import { ShapeError } from '@sbi/core';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AmortizedPosterior,
  decode,
  Ensemble,
  type EpochReport,
  ensemble,
  type MembersOptions,
  npe,
} from '../src/index.ts';
import { countOfMembers } from '../src/members.ts';
import { start } from './backends.ts';
import { quick, smallPrior, smallSimulations } from './small.ts';

const simulations = smallSimulations(300, 1);
const auto = { prior: smallPrior, seed: 1, preset: 'auto', maxSteps: 20, batchSize: 50 } as const;

beforeAll(() => start('wasm'));

describe('members', () => {
  it('are trainings of other seeds, the first that without members, averaged as `ensemble` does', async () => {
    const before = memory().numTensors;
    const reports: EpochReport[] = [];
    const average = (await npe(simulations, {
      ...quick,
      members: 3,
      onProgress: (report) => reports.push(report),
    })) as Ensemble;
    expect(average).toBeInstanceOf(Ensemble);
    expect(reports.map(({ member, epoch }) => [member?.index, member?.count, epoch])).toEqual(
      [1, 2, 3].flatMap((index) => [1, 2, 3].map((epoch) => [index, 3, epoch])),
    );
    const losses = average.members.map(({ training }) => training.bestValidationLoss);
    expect(new Set(losses).size).toBe(3);
    const single = await npe(simulations, quick);
    expect(single.training).toEqual(average.members[0]?.training);
    // other rows are held out
    const [first, second] = average.members.map(({ novelty }) => novelty.references.data);
    expect(first).not.toEqual(second);
    expect(average.weights).toEqual(ensemble(average.members).weights);
    const bytes = await average.encode();
    const again = decode(bytes);
    expect(await again.encode()).toEqual(bytes);
    for (const posterior of [average, single, again]) posterior.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("of preset 'auto' train as its best candidate did, which ran once", async () => {
    const reports: EpochReport[] = [];
    const average = (await npe(simulations, {
      ...auto,
      members: 2,
      onProgress: (report) => reports.push(report),
    })) as Ensemble;
    const [first, second] = average.members as [AmortizedPosterior, AmortizedPosterior];
    expect(first.training.attempts?.map(({ name }) => name).sort()).toEqual(['maf', 'spline']);
    expect(second.training.attempts).toBeUndefined();
    expect(second.training.settings).toEqual({ ...first.training.settings });
    expect(second.training.bestValidationLoss).not.toBe(first.training.bestValidationLoss);
    const tried = (index: number) => reports.filter(({ member }) => member?.index === index);
    expect(tried(1).every(({ attempt }) => attempt !== undefined)).toBe(true);
    expect(tried(2).every(({ attempt }) => attempt === undefined)).toBe(true);
    const alone = await npe(simulations, auto);
    expect(alone.training).toEqual(first.training);
    for (const posterior of [average, alone]) posterior.dispose();
  });

  it('share maxSeconds: those that there is no time for are left out, and one alone is no average', async () => {
    const one = await npe(simulations, { ...quick, members: 5, maxSeconds: 1e-9 });
    expect(one).toBeInstanceOf(AmortizedPosterior);
    expect((one as AmortizedPosterior).training.settings.maxSeconds).toBe(1e-9);
    one.dispose();
  });

  it("'auto' are 3 with few simulations, and one with many, or where there is one to go on with", () => {
    expect(countOfMembers({ members: 'auto' }, 19_999)).toBe(3);
    expect(countOfMembers({ members: 'auto' }, 20_000)).toBe(1);
    expect(countOfMembers({ members: 'auto', onCheckpoint: () => {} }, 1000)).toBe(1);
    expect(countOfMembers({}, 1000)).toBe(1);
  });

  it('free everything when they are told to stop', async () => {
    const before = memory().numTensors;
    const stop = new AbortController();
    const onProgress = ({ member }: EpochReport) => member?.index === 2 && stop.abort(new Error('enough'));
    await expect(npe(simulations, { ...quick, members: 3, signal: stop.signal, onProgress })).rejects.toThrow(
      'enough',
    );
    expect(memory().numTensors).toBe(before);
  });

  it.each<[Partial<MembersOptions>, string]>([
    [{ members: 0 }, "members must be 'auto' or an integer from 1 to 100; received 0 (npe)."],
    [{ members: 1.5 }, 'received 1.5'],
    [{ members: 101 }, 'received 101'],
    [{ members: 'all' as never }, 'received "all"'],
    [{ members: 2, onCheckpoint: () => {} }, 'members must be 1 with checkpoints; received 2 (npe).'],
    [{ members: 2, resume: {} as never }, 'members must be 1 with resume; received 2 (npe).'],
  ])('refuse %j', async (options, message) => {
    const trained = npe(simulations, { ...quick, members: 1, ...options });
    await expect(trained).rejects.toThrow(message);
    await expect(trained).rejects.toBeInstanceOf(ShapeError);
  });
});
