import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AmortizedPosterior, type NpeOptions, npe, type StepReport, Trainer } from '../src/index.ts';
import { start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

beforeAll(() => start('cpu'));

// Every look at the clock takes 60 ms, so that every epoch of nine steps is a long one.
let now = 0;
expectNoLeaks();
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 60;
    return now;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const simulations = smallSimulations(500, 1);
const trainerWith = (options: Partial<NpeOptions>) => new Trainer(simulations, { ...quick, ...options });

describe('within an epoch', () => {
  it('tells how far it is, and learns the same', async () => {
    const reports: StepReport[] = [];
    const plain = trainerWith({});
    const told = trainerWith({ onSteps: (report) => reports.push(report) });
    expect(await finish(told)).toEqual(await finish(plain));
    expect(await endOf(told)).toEqual(await endOf(plain));
    expect(new Set(reports.map(({ epoch }) => epoch))).toEqual(new Set([1, 2, 3]));
    for (const [i, { epoch, done, steps, seconds }] of reports.entries()) {
      expect(done).toBeCloseTo((steps - 9 * (epoch - 1)) / 9, 10);
      expect(done).toBeLessThan(1);
      expect(seconds).toBeGreaterThan(reports[i - 1]?.seconds ?? 0);
    }
  });

  it('waits for the promise of whoever listens, whose time is no training', async () => {
    let isPending = false;
    let overlaps = 0;
    const onSteps = async () => {
      overlaps += Number(isPending);
      isPending = true;
      await new Promise((resolve) => setTimeout(resolve));
      now += 1e6;
      isPending = false;
    };
    const trainer = trainerWith({ onSteps, maxSeconds: 900 });
    for await (const { seconds } of trainer) expect(seconds).toBeLessThan(100);
    expect([overlaps, trainer.stopped]).toEqual([0, 'epochs']);
    await endOf(trainer);
  });

  it('ends an epoch when asked to, which counts as any other, and goes on', async () => {
    let left = 2;
    const trainer: Trainer = trainerWith({ onSteps: () => left-- === 0 && trainer.endEpoch() });
    const [first, second] = await finish(trainer);
    expect(first?.steps).toBeLessThan(9);
    expect((second?.steps ?? 0) - (first?.steps ?? 0)).toBe(9);
    expect(trainer.summary).toMatchObject({ epochs: 3, stopped: 'epochs' });
    trainer.endEpoch(); // nothing is under way
    trainer.resume({ maxEpochs: 4 });
    expect((await finish(trainer))[0]?.steps).toBe((second?.steps ?? 0) + 18);
    await endOf(trainer);
  });

  it('shows the posterior as it stands, which is no part of the training', async () => {
    const snapshots: Uint8Array[] = [];
    const onSteps = async () => {
      const snapshot = trainer.snapshot();
      snapshots.push(await snapshot.encode());
      snapshot.dispose();
    };
    const trainer: Trainer = trainerWith({ onSteps, maxEpochs: 1 });
    const first = await trainer.best.encode();
    await finish(trainer);
    const last = trainer.snapshot();
    const { names, xNames, support } = trainer.best;
    expect([last.names, last.xNames, last.support]).toEqual([names, xNames, support]);
    // after an epoch that was the best the two are one
    expect(await last.estimator.parameters.read()).toEqual(await trainer.best.estimator.parameters.read());
    const end = await endOf(trainer);
    expect(snapshots.length).toBeGreaterThan(1);
    for (const bytes of [first, end]) expect(snapshots).not.toContainEqual(bytes);
    using read = AmortizedPosterior.decode(snapshots[0] as Uint8Array);
    expect((await read.given([1, 1]).sample(10, { seed: 1 })).rows).toBe(10);
    const draws = await last.given([1, 1]).sample(10, { seed: 1 }); // it outlives the trainer
    expect(draws.rows).toBe(10);
    last.dispose();
    expect(() => trainer.snapshot()).toThrow('Trainer.snapshot must not be used after dispose().');
  });

  it('is stopped by a signal or by disposal while it waits', async () => {
    const controller = new AbortController();
    const aborted = trainerWith({ signal: controller.signal, onSteps: () => controller.abort('enough') });
    await expect(finish(aborted)).rejects.toBe('enough');
    await endOf(aborted);
    const disposed: Trainer = trainerWith({ onSteps: () => disposed.dispose() });
    await expect(finish(disposed)).rejects.toThrow('Trainer must not be used after dispose().');
    disposed.best.dispose();
  });

  it.each<[string, Partial<NpeOptions> & { members?: number }]>([
    ['attempt', { restarts: 2 }],
    ['member', { members: 2 }],
  ])('says which %s it is of', async (which, options) => {
    const seen = new Set<number | undefined>();
    const onSteps = (report: StepReport) => {
      seen.add(report[which as 'attempt' | 'member']?.index);
    };
    const trained = await npe(simulations, { ...quick, maxEpochs: 1, onSteps, ...options });
    expect(seen).toEqual(new Set([1, 2]));
    trained.dispose();
  });
});
