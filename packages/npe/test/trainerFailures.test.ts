import { matrixOf, Rng, type Simulations, TrainingError } from '@sbi/core';
import { BoxUniform, DiagNormal, Joint, type Prior } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type NpeOptions, npe, Trainer } from '../src/index.ts';
import { start } from './backends.ts';
import { mapTable, quick, smallPrior, smallSimulations } from './small.ts';

const simulations = smallSimulations(100, 1);
const { theta, x } = simulations;

beforeAll(() => start('wasm'));

/** Whatever a test does: it leaves no tensor. */
let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(before);
});

const refuse = (table: unknown, options: unknown = quick) =>
  expect(() => new Trainer(table as Simulations, options as NpeOptions));

describe('what a Trainer refuses', () => {
  it('tables that are none or do not fit each other', () => {
    refuse(undefined).toThrow('simulations must be { theta, x }; received undefined (Trainer).');
    refuse({ theta: [[1, 2]], x }).toThrow('theta must be a Matrix, as from matrix(rows)');
    refuse({ theta, x: smallSimulations(99, 1).x }).toThrow(
      'x must have 100 rows, one for each theta; received 99 rows (Trainer).',
    );
    refuse({ theta, x, xShape: [3] }).toThrow('xShape must hold 2 numbers, the columns of x');
  });

  it('a parameter table that does not fit the prior', () => {
    refuse({ theta: matrixOf(theta.data.slice(0, 100), 1), x }).toThrow(
      'theta must have 2 columns, as the prior; received 1 columns (Trainer).',
    );
    refuse({ theta: mapTable(theta, (value, i) => (i === 7 ? 2.5 : value)), x }).toThrow(
      /^Every row of theta must lie in the prior's support; received \[-?\d\.\d+, 2\.5\] in row 3 \(Trainer\)\.$/,
    );
  });

  it('numbers that are not finite', () => {
    refuse({ theta, x: mapTable(x, (value, i) => (i === 5 ? Number.NaN : value)) }).toThrow(
      "x must hold finite numbers only, or be trained with missing: 'mask'; received NaN in row 2, column 1 (Trainer).",
    );
    refuse({ theta: mapTable(theta, (value, i) => (i === 0 ? -1 / 0 : value)), x }).toThrow(
      'theta must hold finite numbers only; received -Infinity in row 0, column 0 (Trainer).',
    );
  });

  it('too few rows', () => {
    refuse(smallSimulations(2, 1)).toThrow(
      'simulations must hold at least two simulations to train on and one to validate; received 2 rows (Trainer).',
    );
    refuse({ theta: matrixOf(new Float32Array(), 2), x: matrixOf(new Float32Array(), 2) }).toThrow(
      'theta must have at least one row; received none (Trainer).',
    );
  });

  it('a prior, a seed or options that are none', () => {
    refuse(simulations, null).toThrow('prior must be a Distribution; received undefined (Trainer).');
    refuse(simulations, { ...quick, prior: [0, 1] }).toThrow('prior must be a Distribution; received [0, 1]');
    refuse(simulations, { ...quick, seed: undefined }).toThrow('seed must be an integer from 0 to 2^53 - 1');
    refuse(simulations, { ...quick, seed: 1.5 }).toThrow('received 1.5');
  });

  it('a batch of priors', () => {
    const prior = new DiagNormal(tf.zeros([3, 2]), tf.ones([3, 2]));
    refuse(simulations, { ...quick, prior }).toThrow(
      'prior must have batch shape []; received [3] (Trainer).',
    );
    prior.dispose();
    tf.disposeVariables();
    before = tf.memory().numTensors; // the two tensors above are the test's
  });

  it('names that a file cannot carry, and columns that are mixed up', () => {
    const named = (names: readonly string[]) => ({ theta: { ...theta, names }, x });
    refuse(named(['a', 'a'])).toThrow(
      'theta.names must name 2 columns, each once, in at most 200 characters without control characters; received "a", "a" (Trainer).',
    );
    refuse(named(['a', 'b\nc'])).toThrow('without control characters; received "a", "b\\nc" (Trainer).');
    refuse(named(['a', 'b'.repeat(201)])).toThrow('in at most 200 characters');
    refuse({ theta, x: { ...x, names: ['a'] } }).toThrow('x.names must name 2 columns');
    const prior = new Joint({ beta: new BoxUniform(-2, 2), gamma: new BoxUniform(-2, 2) });
    refuse(named(['gamma', 'beta']), { ...quick, prior }).toThrow(
      'theta must have its columns in the prior\'s order, "beta", "gamma"; received "gamma", "beta" (Trainer).',
    );
    for (const names of [
      ['beta', 'gamma'],
      ['a', 'b'],
    ]) {
      const trainer = new Trainer(named(names), { ...quick, prior });
      expect(trainer.best.names).toEqual(names);
      trainer.best.dispose();
      trainer.dispose();
    }
  });
});

describe('a Trainer that fails half-way', () => {
  it('frees what it had made, whichever kernel fails', () => {
    const engine = tf.engine();
    const run = engine.runKernel.bind(engine);
    const few = smallSimulations(20, 1);
    let [calls, most] = [0, Number.POSITIVE_INFINITY];
    vi.spyOn(engine, 'runKernel').mockImplementation((...kernel) => {
      calls += 1;
      if (calls > most) throw new Error('out of memory');
      return run(...kernel) as tf.Tensor;
    });
    const trainer = new Trainer(few, quick);
    trainer.best.dispose();
    trainer.dispose();
    const total = calls;
    // every seventh, and all of the last, where the optimiser is made
    for (most = 0; most < total; most += most < total - 12 ? 7 : 1) {
      calls = 0;
      refuse(few).toThrow('out of memory');
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it.each([1, 2, 3])('frees what it had made: permutation %d fails', (turn) => {
    let calls = 0;
    const permutation = Rng.prototype.permutation;
    vi.spyOn(Rng.prototype, 'permutation').mockImplementation(function (this: Rng, n: number) {
      calls += 1;
      if (calls === turn) throw new Error('out of memory');
      return permutation.call(this, n);
    });
    refuse(simulations).toThrow('out of memory');
  });
});

describe('a training whose loss is not finite', () => {
  it('ends with the epoch, keeps the best weights and leaks nothing', async () => {
    const trainer = new Trainer(simulations, { ...quick, maxEpochs: 9 });
    let factor = 1;
    const flow = trainer.best.estimator;
    const score = flow.residualLogProb.bind(flow);
    vi.spyOn(flow, 'residualLogProb').mockImplementation((...tensors) => tf.mul(factor, score(...tensors)));
    let weights: Float32Array | undefined;
    const run = async () => {
      for await (const { epoch } of trainer) {
        if (epoch === 2) {
          weights = await flow.parameters.read();
          factor = Number.NaN;
        }
      }
    };
    const error = await run().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TrainingError);
    expect(error).toMatchObject({
      epoch: 3,
      message:
        'The loss must stay finite; received training NaN, validation NaN in epoch 3 (Trainer). Try a smaller learningRate.',
    });
    expect(await flow.parameters.read()).toEqual(weights);
    expect(trainer.summary).toMatchObject({ epochs: 2 });
    vi.restoreAllMocks();
    const draws = await trainer.best.given([1, 1]).sample(5, { seed: 1 });
    expect(draws.data.every(Number.isFinite)).toBe(true);
    trainer.best.dispose();
    trainer.dispose();
  });
});

describe('a training that is told to stop', () => {
  /** A Trainer whose signal is aborted while epoch 2 is under way. */
  function stoppedInTheMiddle() {
    const stop = new AbortController();
    const trainer = new Trainer(simulations, { ...quick, batchSize: 10, signal: stop.signal, maxEpochs: 9 });
    const flow = trainer.best.estimator;
    const score = flow.residualLogProb.bind(flow);
    let calls = 0;
    vi.spyOn(flow, 'residualLogProb').mockImplementation((...tensors) => {
      calls += 1;
      if (calls === 13) stop.abort(new Error('that is enough')); // nine batches and a validation an epoch
      return score(...tensors);
    });
    return trainer;
  }

  it('rejects with the reason in the middle of an epoch; the best weights stay', async () => {
    const trainer = stoppedInTheMiddle();
    let weights: Float32Array | undefined;
    const run = async () => {
      for await (const _ of trainer) weights = await trainer.best.estimator.parameters.read();
    };
    await expect(run()).rejects.toThrow('that is enough');
    expect(trainer.summary).toMatchObject({ epochs: 1, bestEpoch: 1, steps: 12, stopped: 'cancelled' });
    expect(await trainer.best.estimator.parameters.read()).toEqual(weights);
    await expect(run()).rejects.toThrow('that is enough');
    expect((await trainer.best.given([1, 1]).sample(5, { seed: 1 })).rows).toBe(5);
    trainer.best.dispose();
    trainer.dispose();
  });

  it('begins nothing when it is too late', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(npe(simulations, { ...quick, signal })).rejects.toThrow('too late');
    refuse(simulations, { ...quick, signal }).toThrow('too late');
  });

  it('npe frees everything', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('stop'));
    await expect(npe(simulations, { ...quick, signal: stop.signal, onProgress })).rejects.toThrow('stop');
  });

  it('npe frees everything when a listener throws', async () => {
    const onProgress = () => {
      throw new Error('not listening');
    };
    await expect(npe(simulations, { ...quick, onProgress })).rejects.toThrow('not listening');
  });
});

describe('after dispose', () => {
  it('a Trainer says so, and twice is harmless', async () => {
    const trainer = new Trainer(simulations, quick);
    trainer.dispose();
    trainer.dispose();
    const iterator = trainer[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow('Trainer must not be used after dispose().');
    trainer.best.dispose();
  });

  it('a Trainer at work stops', async () => {
    const trainer = new Trainer(simulations, { ...quick, batchSize: 5 });
    const next = trainer[Symbol.asyncIterator]().next();
    trainer.dispose();
    await expect(next).rejects.toThrow('Trainer must not be used after dispose().');
    trainer.best.dispose();
  });

  it('so does a posterior', async () => {
    const amortized = await npe(simulations, { ...quick, maxEpochs: 1 });
    const posterior = amortized.given([1, 1]);
    amortized.dispose();
    amortized.dispose();
    expect(() => amortized.given([1, 1])).toThrow(
      'AmortizedPosterior.given must not be used after dispose().',
    );
    await expect(amortized.encode()).rejects.toThrow(
      'AmortizedPosterior.encode must not be used after dispose().',
    );
    for (const use of [posterior.sample(1, { seed: 1 }), posterior.logProb(theta)]) {
      await expect(use).rejects.toThrow('ConditionalFlow.given must not be used after dispose().');
    }
  });
});

it('trains on any prior that is a Distribution, also an own class', async () => {
  class Own extends BoxUniform {}
  const priors: Prior[] = [smallPrior, new DiagNormal([0, 0], 2), new Own([-2, -2], [2, 2])];
  for (const prior of priors) {
    const amortized = await npe(simulations, { ...quick, prior, maxEpochs: 1 });
    expect(amortized.prior).toBe(prior);
    expect(amortized.names).toEqual(['theta_1', 'theta_2']);
    amortized.dispose();
  }
});
