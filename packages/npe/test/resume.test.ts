import { BoxUniform } from '@sbi/distributions';
import { maf } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { mapTable, quick, smallPrior, smallSimulations, splitAs } from './small.ts';

const simulations = smallSimulations(200, 1);
const more = smallSimulations(100, 2);

expectNoLeaks();

const make = (options: Partial<NpeOptions> = {}) => new Trainer(simulations, { ...quick, ...options });

describe.each(backends)('resume on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each([
    ['adam', {}],
    ['sgd on a plateau', { optimizer: 'sgd', schedule: 'plateau', patience: 4 }],
    ['adamw along a cosine', { optimizer: 'adamw', schedule: 'cosine', scheduleSteps: 18 }],
  ] as const)('n epochs and then m are n + m in one go, bit for bit (%s)', async (_, options) => {
    const whole = make({ ...options, maxEpochs: 5 });
    const expected = await finish(whole);
    const parts = make({ ...options, maxEpochs: 2 });
    const reports = await finish(parts);
    expect(parts.stopped).toBe('epochs');
    parts.resume({ maxEpochs: 5 });
    expect(parts.stopped).toBeUndefined();
    reports.push(...(await finish(parts)));
    expect(reports).toEqual(expected);
    expect(await endOf(parts)).toEqual(await endOf(whole));
  });
});

describe('resume', () => {
  beforeAll(() => start('wasm'));

  it('waits again after patience ran out, or for the rest of a longer patience', async () => {
    const options = { patience: 2, learningRate: 0.05, averaging: 0, maxEpochs: 200 };
    const trainer = make(options);
    await finish(trainer);
    const { epochs, bestEpoch } = trainer.summary;
    expect([trainer.stopped, epochs - bestEpoch]).toEqual(['patience', 2]);
    trainer.resume({ patience: 3 });
    const [next] = await finish(trainer);
    expect(next?.best ? 3 : next?.patienceLeft).toBe(next?.best ? 3 : 0);
    trainer.resume();
    expect(trainer.settings).toMatchObject({ patience: 3, maxEpochs: Number.POSITIVE_INFINITY });
    const [again] = await finish(trainer);
    expect(again?.patienceLeft).toBe(again?.best ? 3 : 2);
    await endOf(trainer);
  });

  it('does not go on past a limit that is there already, or a schedule that ended', async () => {
    const trainer = make({ maxEpochs: 2, schedule: 'cosine', scheduleSteps: 6 });
    await finish(trainer);
    expect(trainer.stopped).toBe('schedule');
    trainer.resume();
    expect(trainer.stopped).toBe('schedule');
    await endOf(trainer);
    const other = make({ maxEpochs: 2 });
    await finish(other);
    other.resume({ maxEpochs: 1 });
    expect(other.stopped).toBe('epochs');
    other.resume({ maxSteps: 3 });
    expect(other.stopped).toBe('steps');
    await endOf(other);
  });

  it('refuses a limit that is none, an epoch under way, and a trainer that is disposed', async () => {
    const trainer = make();
    expect(() => trainer.resume({ maxEpochs: 0 })).toThrow('maxEpochs must be an integer from 1; received 0');
    expect(() => trainer.resume({ maxSeconds: -1 })).toThrow('maxSeconds must be positive; received -1');
    const next = trainer[Symbol.asyncIterator]().next();
    const late = 'must wait for the epoch under way to end.';
    expect(() => trainer.resume()).toThrow(`Trainer.resume ${late}`);
    expect(() => trainer.append(more)).toThrow(`Trainer.append ${late}`);
    await expect(trainer.checkpoint()).rejects.toThrow(`Trainer.checkpoint ${late}`);
    await expect(trainer[Symbol.asyncIterator]().next()).rejects.toThrow(`Trainer ${late}`);
    await next;
    trainer.dispose();
    expect(() => trainer.resume()).toThrow('Trainer.resume must not be used after dispose().');
    expect(() => trainer.append(more)).toThrow('Trainer.append must not be used after dispose().');
    trainer.best.dispose();
  });
});

describe('append', () => {
  beforeAll(() => start('wasm'));

  it('trains on more rows, keeps the scaling, and scores the best weights anew', async () => {
    const trainer = make();
    await finish(trainer);
    const { estimator } = trainer.best;
    const { values } = estimator.preconditioner;
    const first = trainer.summary.bestValidationLoss;
    trainer.append(more);
    trainer.resume({ maxEpochs: 4 });
    const [report] = await finish(trainer);
    // 270 rows in batches of 50 instead of 180
    expect(report?.steps).toBe(3 * 3 + 5);
    expect(trainer.summary).toMatchObject({ rows: 300, epochs: 4 });
    expect(trainer.summary.bestValidationLoss).not.toBe(first);
    expect(trainer.best.estimator.preconditioner.values).toBe(values);
    await endOf(trainer);
  });

  it('never loses the best weights to a worse epoch, measured on all rows held out', async () => {
    const trainer = make({ learningRate: 5e-3 });
    await finish(trainer);
    const kept = await trainer.best.estimator.parameters.read();
    const rate = { ...quick, learningRate: 0.9, averaging: 0, clipNorm: null };
    const wild = new Trainer(simulations, { ...rate, flow: undefined as never, resume: trainer.best });
    wild.append(more);
    const [report] = await finish(wild);
    expect(report?.best).toBe(false);
    expect(await wild.best.estimator.parameters.read()).toEqual(kept);
    // 20 rows of the first table, then 10 of the second
    const held = [splitAs(simulations, 1).held, undefined];
    expect(held[0]?.theta.rows).toBe(20);
    expect(wild.summary.bestValidationLoss).toBeLessThan(report?.validationLoss as number);
    await endOf(wild);
    await endOf(trainer);
  });

  it('widens what counts as like the simulations', async () => {
    const trainer = make({ maxEpochs: 1 });
    await finish(trainer);
    expect(trainer.best.given([9, 9]).warnings).toHaveLength(1);
    trainer.append({ ...more, x: mapTable(more.x, (value) => value + 8) });
    expect(trainer.best.given([9, 9]).warnings).toHaveLength(0);
    trainer.dispose();
    expect(trainer.best.given([9, 9]).warnings).toHaveLength(0);
    trainer.best.dispose();
  });

  it('refuses tables of other columns, outside the prior, or with numbers that are none; nothing changes', async () => {
    const trainer = make({ maxEpochs: 1 });
    const wide = {
      theta: more.theta,
      x: { ...more.x, columns: 1, rows: 100, data: more.x.data.slice(0, 100) },
    };
    expect(() => trainer.append(wide)).toThrow(
      'x must have 2 columns, as before; received 1 columns (Trainer.append).',
    );
    expect(() => trainer.append({ ...more, xShape: [2, 1] })).toThrow(
      'xShape must be [2], as before; received [2, 1]',
    );
    expect(() => trainer.append({ ...more, theta: mapTable(more.theta, () => 3) })).toThrow(
      "Every row of theta must lie in the prior's support",
    );
    expect(() => trainer.append({ ...more, x: mapTable(more.x, () => Number.NaN) })).toThrow(
      'finite numbers only',
    );
    expect(() => trainer.append(more, { weights: [1] })).toThrow('weights must hold 100 numbers');
    expect(trainer.summary.rows).toBe(200);
    await finish(trainer);
    await endOf(trainer);
  });
});

describe('the option resume', () => {
  beforeAll(() => start('wasm'));
  const { flow: _, ...rest } = quick;

  it('starts from the weights and the scaling of a posterior, read from a file too, and is never worse', async () => {
    // nothing is known at the start, so that what was learnt shows
    const flow = maf({ hidden: 16, transforms: 2, start: 'random', precondition: 'standardize' });
    const first = await npe(simulations, { ...quick, flow, learningRate: 5e-3, maxEpochs: 10 });
    const loaded = AmortizedPosterior.decode(await first.encode());
    const options = { ...rest, seed: 3, maxEpochs: 2 };
    const [a, b] = [
      await npe(more, { ...options, resume: first }),
      await npe(more, { ...options, resume: loaded }),
    ];
    expect(await a.encode()).toEqual(await b.encode());
    expect(a.estimator.preconditioner.values).toEqual(first.estimator.preconditioner.values);
    expect(a.training.settings.flow).toEqual(first.training.settings.flow);
    const fresh = await npe(more, { ...quick, flow, seed: 3, maxEpochs: 2 });
    expect(a.training.bestValidationLoss).toBeLessThan(fresh.training.bestValidationLoss);
    // the one that was resumed is left as it was
    expect(await first.encode()).toEqual(await loaded.encode());
    for (const posterior of [first, loaded, a, b, fresh]) posterior.dispose();
  });

  it('refuses what does not fit the posterior', async () => {
    const first = await npe(simulations, { ...quick, maxEpochs: 1 });
    const refuse = (options: Partial<NpeOptions>, table = more) =>
      expect(() => new Trainer(table, { ...rest, resume: first, ...options }));
    refuse({ flow: maf() }).toThrow('flow must be left out with resume; received "maf" (Trainer).');
    refuse({ support: 'reject' }).toThrow("support must be 'constrain', as of the posterior that is resumed");
    refuse({ prior: new BoxUniform([-3, -2], [2, 2]) }).toThrow(
      'prior must have the support of the posterior',
    );
    refuse({}, { ...more, xShape: [2, 1] }).toThrow(
      'resume must take x of shape [2, 1]; received [2] (Trainer).',
    );
    refuse({ resume: smallPrior as never }).toThrow('resume must be an AmortizedPosterior');
    first.dispose();
    refuse({}).toThrow('must not be used after dispose()');
  });
});
