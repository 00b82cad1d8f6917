import { Rng } from '@sbi/core';
import { maf } from '@sbi/flows';
import { describe, expect, it } from 'vitest';
import { type NpeOptions, Trainer } from '../src/index.ts';
import { settingsOf } from '../src/options.ts';
import { splitRows } from '../src/train/trainingData.ts';
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
        order: 'random',
        start: 'random',
        precondition: 'standardize',
      },
      support: 'reject',
      batchSize: 200,
      learningRate: 5e-4,
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

  it.each([
    ['preset', 'fast', "preset must be 'default' or 'sbi'; received \"fast\" (npe)."],
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
});
