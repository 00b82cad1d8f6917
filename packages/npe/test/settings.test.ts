import { Rng } from '@sbi/core';
import { maf } from '@sbi/flows';
import { describe, expect, it } from 'vitest';
import { type NpeOptions, Trainer } from '../src/index.ts';
import { settingsOf } from '../src/settings.ts';
import { splitParts, splitRows } from '../src/train/split.ts';
import { quick, smallPrior, smallSimulations } from './small.ts';

const required = { prior: smallPrior, seed: 1 };

describe('settings', () => {
  it('of the preset are those of Python sbi', () => {
    expect(settingsOf({ ...required, preset: 'sbi' }, 2000)).toEqual({
      preset: 'sbi',
      flow: {
        kind: 'maf',
        transforms: 5,
        hidden: 50,
        blocks: 2,
        dropout: 0,
        order: 'random',
        start: 'random',
        precondition: 'standardize',
        zScoreTheta: 'independent',
        zScoreX: 'independent',
      },
      embedding: null,
      support: 'reject',
      missing: 'refuse',
      batchSize: 200,
      optimizer: 'adam',
      learningRate: 5e-4,
      weightDecay: 0,
      momentum: 0,
      schedule: 'constant',
      scheduleSteps: Number.POSITIVE_INFINITY,
      warmupSteps: 0,
      validationFraction: 0.1,
      patience: 20,
      maxEpochs: Number.POSITIVE_INFINITY,
      maxSteps: Number.POSITIVE_INFINITY,
      maxSeconds: Number.POSITIVE_INFINITY,
      clipNorm: 5,
      averaging: 0,
    });
  });

  it('given go before those of the preset', () => {
    const own = { flow: maf({ hidden: 8 }), support: 'constrain', batchSize: 7, clipNorm: null } as const;
    expect(
      settingsOf({ ...required, preset: 'sbi', ...own, averaging: 0.5, maxEpochs: 3 }, 100),
    ).toMatchObject({
      ...own,
      averaging: 0.5,
      maxEpochs: 3,
      learningRate: 5e-4,
    });
  });

  it('follow the optimiser and the schedule', () => {
    const of = (options: Partial<NpeOptions>, rows = 1000) => settingsOf({ ...required, ...options }, rows);
    expect(of({ optimizer: 'sgd' })).toMatchObject({ learningRate: 1e-2, momentum: 0.9, weightDecay: 0 });
    expect(of({ optimizer: 'adamw' })).toMatchObject({ learningRate: 5e-4, momentum: 0, weightDecay: 1e-2 });
    const cosine = { learningRate: 2e-3, warmupSteps: 100, patience: Number.POSITIVE_INFINITY };
    expect(of({ schedule: 'cosine' })).toMatchObject({ ...cosine, scheduleSteps: 1500 });
    expect(of({ schedule: 'cosine' }, 5000)).toMatchObject({ ...cosine, scheduleSteps: 4000 });
    expect(of({ schedule: 'cosine', maxSteps: 300 })).toMatchObject({ scheduleSteps: 300, warmupSteps: 30 });
    // four steps an epoch
    expect(of({ schedule: 'cosine', maxEpochs: 50 })).toMatchObject({ scheduleSteps: 200, warmupSteps: 20 });
    expect(of({ schedule: 'cosine', patience: 7 })).toMatchObject({ patience: 7 });
  });

  it.each([
    ['optimizer', 'rmsprop', "optimizer must be 'adam', 'adamw' or 'sgd'; received \"rmsprop\" (npe)."],
    ['schedule', 'step', "schedule must be 'constant', 'cosine' or 'plateau'; received \"step\" (npe)."],
    ['weightDecay', 0.1, "weightDecay must be 0 unless optimizer is 'adamw'; received 0.1 (npe)."],
    ['weightDecay', -1, 'weightDecay must be from 0 to below 1; received -1 (npe).'],
    ['momentum', 0.9, "momentum must be 0 unless optimizer is 'sgd'; received 0.9 (npe)."],
    ['momentum', 1, 'momentum must be from 0 to below 1; received 1 (npe).'],
    ['scheduleSteps', 9, "scheduleSteps must be left out unless schedule is 'cosine'; received 9 (npe)."],
    ['scheduleSteps', 0.5, 'scheduleSteps must be an integer from 1; received 0.5 (npe).'],
    ['warmupSteps', -1, 'warmupSteps must be an integer from 0; received -1 (npe).'],
    ['preset', 'fast', "preset must be 'default', 'sbi' or 'auto'; received \"fast\" (npe)."],
    ['flow', 'maf', 'flow must be a recipe, as from maf(); received "maf" (npe).'],
    ['support', 'logit', "support must be 'constrain' or 'reject'; received \"logit\" (npe)."],
    ['batchSize', 0, 'batchSize must be an integer from 1; received 0 (npe).'],
    ['batchSize', '200', 'batchSize must be an integer from 1; received "200" (npe).'],
    ['batchSize', Number.NaN, 'batchSize must be an integer from 1; received NaN (npe).'],
    ['learningRate', 0, 'learningRate must lie between 0 and 1; received 0 (npe).'],
    ['learningRate', 1, 'learningRate must lie between 0 and 1; received 1 (npe).'],
    ['validationFraction', 0, 'validationFraction must lie between 0 and 1; received 0 (npe).'],
    ['validationFraction', Number.NaN, 'validationFraction must lie between 0 and 1; received NaN (npe).'],
    ['patience', 0, 'patience must be an integer from 1; received 0 (npe).'],
    ['patience', 2.5, 'patience must be an integer from 1; received 2.5 (npe).'],
    ['maxEpochs', -1, 'maxEpochs must be an integer from 1; received -1 (npe).'],
    ['maxEpochs', [3], 'maxEpochs must be an integer from 1; received [3] (npe).'],
    ['maxSteps', 0.5, 'maxSteps must be an integer from 1; received 0.5 (npe).'],
    ['maxSeconds', 0, 'maxSeconds must be positive; received 0 (npe).'],
    ['maxSeconds', Number.NaN, 'maxSeconds must be positive; received NaN (npe).'],
    ['clipNorm', 0, 'clipNorm must be positive, or null; received 0 (npe).'],
    ['clipNorm', '5', 'clipNorm must be positive, or null; received "5" (npe).'],
    ['averaging', 1, 'averaging must be from 0 to below 1; received 1 (npe).'],
    ['averaging', -0.1, 'averaging must be from 0 to below 1; received -0.1 (npe).'],
  ])('refuse a %s of %j', (name, value, message) => {
    const options = { ...quick, [name]: value } as unknown as NpeOptions;
    expect(() => new Trainer(smallSimulations(20, 1), options)).toThrow(message);
  });
});

describe('splitRows', () => {
  it.each([
    [1000, 0.1, 900],
    [2000, 0.1, 1800],
    [2005, 0.1, 1804],
    [3, 0.1, 2],
    [10, 0.5, 5],
    [7, 0.3, 4],
  ])('of %d rows with a share of %d leaves %d to train', (rows, fraction, count) => {
    const { train, validation } = splitRows(rows, fraction, Rng.fromSeed(1));
    expect(train).toHaveLength(count);
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: rows }, (_, i) => i),
    );
  });

  it('is drawn anew for another seed', () => {
    const [a, b, again] = [1, 2, 1].map((seed) => splitRows(100, 0.1, Rng.fromSeed(seed)).validation);
    expect(a).toEqual(again);
    expect(a).not.toEqual(b);
  });

  it('of tables that came one after the other leaves the earlier ones where they were', () => {
    const [first, both] = [[50], [50, 30]].map((parts) => splitParts(parts, 0.1, Rng.fromSeed(1))) as [
      ReturnType<typeof splitParts>,
      ReturnType<typeof splitParts>,
    ];
    expect(both.train.subarray(0, 45)).toEqual(first.train);
    expect(both.validation.subarray(0, 5)).toEqual(first.validation);
    const added = [...both.train.subarray(45), ...both.validation.subarray(5)];
    expect([...added].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => 50 + i));
    expect(both.validation).toHaveLength(8);
  });
});
