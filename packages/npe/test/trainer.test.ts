import { Rng, type Simulations, selectRows } from '@sbi/core';
import { maf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type EpochReport, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { finish } from './finish.ts';
import { quick, smallSimulations, splitAs } from './small.ts';

const simulations = smallSimulations(500, 1);

beforeAll(() => start('wasm'));

async function train(options: Partial<NpeOptions>, table: Simulations = simulations) {
  const trainer = new Trainer(table, { ...quick, ...options });
  const reports = await finish(trainer);
  const weights = await trainer.best.estimator.parameters.read();
  const { summary } = trainer;
  trainer.best.dispose();
  trainer.dispose();
  return { reports, weights, summary };
}

/** Mean −ln q(θ | x) over the rows that a training of that seed holds out. */
async function heldOutLoss({ estimator }: Trainer['best'], seed: number): Promise<number> {
  const { held } = splitAs(simulations, seed);
  const logProb = tf.tidy(() => {
    const [theta, x] = [held.theta, held.x].map(({ data, rows, columns }) =>
      tf.tensor2d(data.slice(), [rows, columns]),
    ) as [tf.Tensor, tf.Tensor];
    return estimator.given(x).logProb(theta);
  });
  const values = Array.from(await logProb.data());
  logProb.dispose();
  return -values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a training ends', () => {
  it('after maxEpochs epochs: n means n', async () => {
    const { reports, summary } = await train({ maxEpochs: 4 });
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(summary).toMatchObject({ stopped: 'epochs', epochs: 4, steps: 36, rows: 500 });
  });

  it('after maxSteps steps, in the middle of an epoch', async () => {
    const { reports, summary } = await train({ maxEpochs: 4, maxSteps: 10 });
    expect(reports.map(({ steps }) => steps)).toEqual([9, 10]);
    expect(summary).toMatchObject({ stopped: 'steps', epochs: 2, steps: 10 });
  });

  it('when maxSeconds have passed, in the middle of an epoch', async () => {
    const { summary } = await train({ maxEpochs: 4, maxSeconds: 1e-9 });
    expect(summary).toMatchObject({ stopped: 'time', epochs: 1, steps: 1 });
  });

  it('when patience runs out: that many epochs after the best one', async () => {
    const { reports, summary } = await train({
      maxEpochs: 200,
      patience: 3,
      learningRate: 0.05,
      averaging: 0,
    });
    expect(summary.stopped).toBe('patience');
    expect(summary.epochs).toBe(summary.bestEpoch + 3);
    expect(reports.at(-1)?.patienceLeft).toBe(0);
    expect(summary.bestValidationLoss).toBe(Math.min(...summary.validationLoss));
    expect(summary.validationLoss[summary.bestEpoch - 1]).toBe(summary.bestValidationLoss);
    expect(reports.filter(({ best }) => best).at(-1)?.epoch).toBe(summary.bestEpoch);
  });

  it('with its schedule, in the middle of an epoch', async () => {
    const { reports, summary } = await train({ schedule: 'cosine', scheduleSteps: 21, maxEpochs: 9 });
    expect(summary).toMatchObject({ stopped: 'schedule', epochs: 3, steps: 21 });
    expect(summary.settings).toMatchObject({ warmupSteps: 2, learningRate: 2e-3 });
    const rates = reports.map(({ learningRate }) => learningRate);
    // after 8, 17 and 20 steps: 6/19, 15/19 and 18/19 of the way
    [6, 15, 18].forEach((k, i) => {
      expect(rates[i]).toBeCloseTo(1e-3 * (1 + Math.cos((Math.PI * k) / 19)), 12);
    });
  });

  it('and is then over: iterating again gives nothing', async () => {
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 1 });
    expect(trainer.stopped).toBeUndefined();
    expect(await finish(trainer)).toHaveLength(1);
    expect(trainer.stopped).toBe('epochs');
    expect(await finish(trainer)).toHaveLength(0);
    trainer.best.dispose();
    trainer.dispose();
  });
});

describe('an epoch', () => {
  it.each([
    [50, 9],
    [200, 2],
    [449, 1],
    [450, 1],
    [1000, 1],
    [1, 450],
  ])('of 450 rows in batches of %d has %d steps', async (batchSize, steps) => {
    const { summary } = await train({ batchSize, maxEpochs: 1 });
    expect(summary.steps).toBe(steps);
  });

  it('sees every row once where batches divide them, and never a row held out', async () => {
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 1 });
    const seen: number[] = [];
    const flow = trainer.best.estimator;
    const score = flow.residualLogProb.bind(flow);
    vi.spyOn(flow, 'residualLogProb').mockImplementation((flat, residual, context) => {
      seen.push(
        context.shape[0] as number,
        ...(context.arraySync() as number[][]).map((row) => row[0] as number),
      );
      return score(flat, residual, context);
    });
    await finish(trainer);
    const { rows, held } = splitAs(simulations, 1);
    const contexts = (table: typeof rows) =>
      Array.from({ length: table.x.rows }, (_, i) => {
        const row = selectRows(table.x, [i]).data;
        return trainer.best.estimator.preconditioner.scaledOf(row)[0] as number;
      });
    const batches = Array.from({ length: 9 }, (_, k) => seen.slice(51 * k, 51 * k + 51));
    expect(batches.every(([size]) => size === 50)).toBe(true);
    const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    const near = (actual: readonly number[], expected: readonly number[]) => {
      expect(actual).toHaveLength(expected.length);
      const gaps = sorted(actual).map((value, i) => Math.abs(value - (sorted(expected)[i] as number)));
      expect(Math.max(...gaps)).toBeLessThan(1e-5);
    };
    near(
      batches.flatMap((batch) => batch.slice(1)),
      contexts(rows),
    );
    // then the whole validation split, once
    expect(seen[459]).toBe(50);
    near(seen.slice(460), contexts(held));
    trainer.best.dispose();
    trainer.dispose();
  });

  it('reports losses in nats that fall where there is something to learn', async () => {
    const flow = maf({ hidden: 16, transforms: 2, start: 'random', precondition: 'standardize' });
    const { summary } = await train({ flow, learningRate: 5e-3, maxEpochs: 20, batchSize: 20 });
    const [first = 0, last = 0] = [summary.trainLoss[0], summary.trainLoss[19]];
    // from hardly more than ln 16 for the uniform prior towards 2 ln(0.3 √(2πe)) for the posterior
    expect(first).toBeGreaterThan(1.5);
    expect(last).toBeLessThan(0.8);
  });
});

describe('the learning rate', () => {
  it('is halved where the validation loss stands still, and the steps are as much shorter', async () => {
    const settings = {
      schedule: 'plateau',
      patience: 8,
      learningRate: 0.05,
      averaging: 0,
      maxEpochs: 40,
    } as const;
    const { reports } = await train(settings);
    const rates = reports.map(({ learningRate }) => learningRate);
    expect(new Set(rates).size).toBeGreaterThan(2);
    let halvings = 0;
    let fruitless = 0;
    for (const { best, learningRate } of reports) {
      expect(learningRate).toBe(0.05 / 2 ** halvings);
      fruitless = best ? 0 : fruitless + 1;
      if (fruitless > 0 && fruitless % 2 === 0) halvings += 1;
    }
    const other = await train({ ...settings, schedule: 'constant' });
    const halved = rates.findIndex((rate) => rate < 0.05);
    expect(reports.slice(0, halved)).toMatchObject(
      other.reports.slice(0, halved).map(({ validationLoss }) => ({ validationLoss })),
    );
    expect(reports[halved]?.validationLoss).not.toBe(other.reports[halved]?.validationLoss);
  });

  it.each(['adamw', 'sgd'] as const)('of %s trains as well', async (optimizer) => {
    const flow = maf({ hidden: 16, transforms: 2, start: 'random', precondition: 'standardize' });
    const { summary } = await train({ flow, optimizer, learningRate: 5e-3, maxEpochs: 20, batchSize: 20 });
    expect(summary.trainLoss[0]).toBeGreaterThan(1.5);
    expect(summary.trainLoss[19]).toBeLessThan(0.8);
  });
});

describe('the best weights', () => {
  it.each([
    ['an earlier epoch was better', { learningRate: 0.05, averaging: 0, maxEpochs: 12 }, false],
    ['the last epoch was the best', { maxEpochs: 3 }, true],
    ['the average is kept', { learningRate: 0.05, averaging: 0.5, maxEpochs: 8 }, undefined],
  ])('are those of the best epoch where %s', async (_, options, last) => {
    const trainer = new Trainer(simulations, { ...quick, ...options });
    await finish(trainer);
    const { bestEpoch, epochs, bestValidationLoss } = trainer.summary;
    if (last !== undefined) expect(bestEpoch === epochs).toBe(last);
    expect(Math.abs((await heldOutLoss(trainer.best, 1)) - bestValidationLoss)).toBeLessThan(1e-5);
    trainer.best.dispose();
    trainer.dispose();
  });

  it('follow the training in place, and outlive the trainer', async () => {
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 2 });
    const posterior = trainer.best.given([1, 1]);
    const first = await posterior.sample(10, { seed: 1 });
    expect(trainer.best.training).toMatchObject({ epochs: 0, bestEpoch: 0, stopped: 'cancelled' });
    await finish(trainer);
    trainer.dispose();
    expect((await posterior.sample(10, { seed: 1 })).data).not.toEqual(first.data);
    expect(trainer.best.training).toMatchObject({ epochs: 2, stopped: 'epochs' });
    trainer.best.dispose();
  });
});

describe.each(backends)('the same numbers on %s', (backend) => {
  beforeAll(() => start(backend));

  it('for the same seed, bit for bit, and others for another', async () => {
    const [a, again, b] = [await train({}), await train({ seed: Rng.fromSeed(1) }), await train({ seed: 2 })];
    expect(again.weights).toEqual(a.weights);
    expect(again.reports).toEqual(a.reports);
    expect(b.weights).not.toEqual(a.weights);
    expect(b.summary.validationLoss).not.toEqual(a.summary.validationLoss);
  });

  it('after a break as without one', async () => {
    const whole = await train({ maxEpochs: 5 });
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 5 });
    const reports: Omit<EpochReport, 'seconds'>[] = [];
    for await (const { seconds: _, ...report } of trainer) {
      reports.push(report);
      if (report.epoch === 2) break;
    }
    expect(trainer.summary).toMatchObject({ epochs: 2, stopped: 'cancelled' });
    reports.push(...(await finish(trainer)));
    expect(reports).toEqual(whole.reports);
    expect(await trainer.best.estimator.parameters.read()).toEqual(whole.weights);
    trainer.best.dispose();
    trainer.dispose();
  });
});

it('loses nothing to another backend but rounding', async () => {
  const losses: (readonly number[])[] = [];
  for (const backend of backends) {
    await start(backend);
    losses.push((await train({ maxEpochs: 5 })).summary.validationLoss);
  }
  losses[0]?.forEach((loss, i) => {
    expect(Math.abs(loss - (losses[1]?.[i] as number))).toBeLessThan(1e-3);
  });
});

describe('npe', () => {
  it('is a loop over a Trainer', async () => {
    const { weights, summary, reports } = await train({});
    const progress: Omit<EpochReport, 'seconds'>[] = [];
    const onProgress = ({ seconds, ...report }: EpochReport) => {
      expect(seconds).toBeGreaterThan(0);
      progress.push(report);
    };
    const amortized = await npe(simulations, { ...quick, onProgress });
    expect(await amortized.estimator.parameters.read()).toEqual(weights);
    expect(amortized.training).toEqual(summary);
    expect(progress).toEqual(reports);
    expect(progress[0]).toEqual({
      epoch: 1,
      trainLoss: expect.any(Number),
      validationLoss: expect.any(Number),
      best: true,
      steps: 9,
      learningRate: 5e-4,
      patienceLeft: summary.settings.patience,
    });
    amortized.dispose();
  });
});
