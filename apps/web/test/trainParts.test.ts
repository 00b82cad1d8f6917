import { matrixOf } from '@sbi/core';
import type { EpochReport } from '@sbi/npe';
import { describe, expect, it } from 'vitest';
import { choiceOf, controlsOf, linkedOf } from '../src/train/choice.ts';
import { after, asleep, beginning, isUnderWay, starting } from '../src/train/deskState.ts';
import { Gate } from '../src/train/gate.ts';
import { heldRows, sourceOfOwn } from '../src/train/ownSource.ts';
import { Pace } from '../src/train/pace.ts';
import { flowOf, networkOf } from '../src/train/recipes.ts';
import { fractionOf, sentenceOf, textOfSteps } from '../src/train/words.ts';

const epochAt = (epoch: number): EpochReport => ({
  ...{ epoch, trainLoss: 1 / epoch, validationLoss: 1.1 / epoch, best: true },
  ...{ steps: 9 * epoch, learningRate: 1e-3, patienceLeft: 20, seconds: epoch },
});
const told = (epoch: number) =>
  ({ type: 'epoch', epoch: epochAt(epoch), fraction: epoch / 21, text: `epoch ${epoch}` }) as const;

describe('the state of the desk', () => {
  const ready = after(starting(asleep), { type: 'started', name: 'wasm' });

  it('goes from a start to a verdict by what the worker tells', () => {
    let state = beginning(ready);
    expect([ready.phase, state.phase, state.backend]).toEqual(['ready', 'simulating', 'wasm']);
    state = after(state, { type: 'progress', stage: 'simulate', fraction: 0.5, text: '1,000 simulations' });
    expect(state.stages.simulate?.fraction).toBe(0.5);
    state = after(after(state, told(1)), told(2));
    expect([state.phase, state.history.map(({ epoch }) => epoch)]).toEqual(['training', [1, 2]]);
    expect(isUnderWay(state)).toBe(true);
    state = after(state, { type: 'unchecked', reason: 'The checks were stopped.' });
    expect([state.phase, state.unchecked]).toEqual(['ended', 'The checks were stopped.']);
    expect(isUnderWay(state)).toBe(false);
  });

  it('moves on within an epoch, and says what model is shown', () => {
    const report = { epoch: 1, done: 0.25, steps: 300, seconds: 1 };
    const within = { type: 'steps', report, fraction: 0.1, text: textOfSteps(report, undefined) } as const;
    let state = after(beginning(ready), within);
    expect([state.phase, state.history, state.stages.train]).toEqual([
      'training',
      [],
      { fraction: 0.1, text: 'epoch 1, 25 %' },
    ]);
    state = after(state, { type: 'model', bytes: new Uint8Array(), epoch: 1, isBest: false });
    expect(state.shown).toEqual({ epoch: 1, isBest: false });
    expect(beginning(state).shown).toBeUndefined();
    const attempt = { index: 2, count: 3, name: 'spline' };
    expect(textOfSteps({ ...report, attempt }, -1.5)).toBe('spline · epoch 1, 25 % · validation −1.500');
  });

  it('takes epochs that come again, after a worker was lost, in the place of the old ones', () => {
    const before = [1, 2, 3, 4].reduce((state, epoch) => after(state, told(epoch)), beginning(ready));
    const lost = after(before, { type: 'interrupted', reason: 'it was ended from outside', epoch: 2 });
    expect(lost.trouble).toBe(
      'The training worker is gone: it was ended from outside; what was learnt until epoch 2 is kept.',
    );
    expect(after(lost, told(3)).history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it('says why a backend cannot start, without the advice for its makers', () => {
    const reason = 'The webgpu backend cannot start: no graphics adapter was found; update its driver.';
    const refused = after(starting(asleep), { type: 'refused', name: 'webgpu', reason });
    expect(refused.obstacles).toEqual({ webgpu: 'no graphics adapter was found' });
    expect([refused.phase, refused.trouble]).toEqual(['refused', reason]);
    expect(starting(refused).obstacles).toEqual(refused.obstacles);
    expect(after(asleep, { type: 'refused', name: '__proto__', reason }).obstacles).toEqual({});
  });

  it('stays a stop that was asked for while simulations are still counted', () => {
    const stopping = { ...beginning(ready), phase: 'stopping' } as const;
    const counted = { type: 'progress', stage: 'simulate', fraction: 1, text: '' } as const;
    expect(after(stopping, counted).phase).toBe('stopping');
    expect(after(stopping, { type: 'goesOn' }).phase).toBe('stopping');
  });
});

describe('what takes time', () => {
  it('is due again after its share of time, and at the least after the period', async () => {
    let now = 0;
    const pace = new Pace(100, 0.1, () => now);
    expect(pace.isDue).toBe(true);
    await pace.run(async () => {
      now += 50;
    });
    now += 499;
    expect(pace.isDue).toBe(false);
    now += 1;
    expect(pace.isDue).toBe(true);
    await pace.run(async () => undefined);
    now += 99;
    expect(pace.isDue).toBe(false);
  });

  it('ends in the page’s words', () => {
    const ended = { epochs: 5, bestEpoch: 5, rows: 500, steps: 10 };
    const sentence = (stopped: string) => sentenceOf({ ...ended, stopped } as never);
    expect(sentence('epochs')).toBe(
      'Stopped at 5 epochs, the epochs asked for, before it converged: allow more epochs.',
    );
    expect(sentence('cancelled')).toBe('Stopped after 5 epochs: what was learnt until epoch 5 is kept.');
    expect(sentence('schedule')).toMatch(/still getting better: more epochs may find a better fit\.$/);
  });

  it('waits at a gate that is shut, and goes on when it opens', async () => {
    const gate = new Gate();
    const order: string[] = [];
    await gate.passed();
    gate.shut();
    const waiting = gate.passed().then(() => order.push('passed'));
    await Promise.resolve();
    order.push('opened');
    gate.open();
    await waiting;
    expect(order).toEqual(['opened', 'passed']);
    expect(gate.isShut).toBe(false);
  });

  it('is as far as its patience, its limits or its schedule say', () => {
    const none = Number.POSITIVE_INFINITY;
    const settings = { maxEpochs: none, maxSteps: none, scheduleSteps: none };
    const fraction = (given: object) => fractionOf(epochAt(10), { ...settings, ...given } as never);
    expect(fraction({})).toBeCloseTo(1 / 3, 12);
    expect(fraction({ maxEpochs: 20 })).toBe(0.5);
    expect(fraction({ scheduleSteps: 100 })).toBe(0.9);
    expect(fraction({ maxSteps: 60 })).toBe(1);
  });
});

describe('what is asked for', () => {
  const recipe = {
    simulations: 4000,
    flow: { kind: 'autoregressiveSpline', transforms: 4 },
    schedule: 'cosine',
  } as const;

  it('begins with the recipe and the link, and goes back into a link', () => {
    const controls = controlsOf(recipe, { epochs: 3 });
    expect(controls).toEqual({ simulations: 4000, flow: 'recipe', epochs: 3 });
    expect(linkedOf(controls, recipe)).toEqual({ epochs: 3 });
    expect(linkedOf({ ...controls, simulations: 500, epochs: undefined }, recipe)).toEqual({
      simulations: 500,
    });
  });

  it('is what the worker is told', () => {
    const controls = controlsOf(recipe, {});
    expect(choiceOf(controls, recipe, 2)).toEqual(recipe);
    expect(choiceOf({ ...controls, flow: 'maf', epochs: 7 }, recipe, 2)).toEqual({
      ...{ simulations: 4000, maxEpochs: 7, schedule: 'cosine', flow: { kind: 'maf' } },
    });
    expect(choiceOf({ ...controls, flow: 'auto' }, recipe, 2)).toEqual({ simulations: 4000, preset: 'auto' });
    expect(choiceOf({ ...controls, flow: 'spline' }, recipe, 5).flow).toMatchObject({ transforms: 3 });
  });

  it('is completed by the library, which refuses what a flow does not have', () => {
    expect(flowOf({ kind: 'maf', hidden: 64 })).toMatchObject({ hidden: 64, transforms: 5 });
    expect(networkOf({ kind: 'mlp', outputs: 4 })).toMatchObject({ kind: 'mlp', outputs: 4 });
    expect(() => flowOf({ kind: 'maf', hidden: -1 })).toThrow(/hidden must be an integer from 1/);
  });
});

describe('tables of one’s own', () => {
  const table = (rows: number, columns: number) =>
    matrixOf(
      Float32Array.from({ length: rows * columns }, (_, i) => i),
      columns,
    );
  const data = (rows: number) => ({
    ...{ title: 'mine', x: new Float32Array(2), prior: { kind: 'boxUniform', low: [0], high: [1] } },
    simulations: { theta: table(rows, 1), x: table(rows, 2) },
  });

  it('keep one row in ten, up to 500, for the checks', async () => {
    expect([100, 499, 500, 2000, 100_000].map(heldRows)).toEqual([0, 0, 50, 200, 500]);
    const { parts, answers } = sourceOfOwn(data(1000), 1, 1e6);
    expect(parts).toEqual([900]);
    const [first, held] = [await answers?.tables(0, 900), await answers?.tables('held', 500)];
    expect([first?.theta.data.length, held?.theta.data.length]).toEqual([900, 100]);
    expect([first?.x.data.at(-1), held?.x.data[0]]).toEqual([1799, 1800]);
    expect(await answers?.tables(1, 10)).toBeUndefined();
  });

  it('are copied for the worker, which takes what it is sent', async () => {
    const own = data(20);
    const first = await sourceOfOwn(own, 1, 20).answers?.tables(0, 20);
    expect(first?.theta.data).toEqual(own.simulations.theta.data);
    expect(first?.theta.data.buffer).not.toBe(own.simulations.theta.data.buffer);
  });

  it('are simulated where there is a simulator, every part from another seed', async () => {
    const asked: (readonly [number, number])[] = [];
    const more = async (count: number, seed: number) => {
      asked.push([count, seed]);
      return { theta: table(count, 1), x: table(count, 2) };
    };
    const { parts, answers } = sourceOfOwn({ ...data(100), more }, 7, 150);
    expect(parts).toEqual([100, 50]);
    await answers?.tables(1, 50);
    await answers?.tables('held', 500);
    expect(asked).toEqual([
      [50, 9],
      [500, 8],
    ]);
  });
});
