import { describe, expect, it } from 'vitest';
import { read, readEntry, set } from './hostile.ts';

describe('every field of the entry posterior', () => {
  const FIELDS = [
    ...[
      'names',
      'xNames',
      'seed',
      'radius',
      'prior',
      'prior.name',
      'prior.recipe',
      'prior.support',
      'training',
    ],
    ...[
      'settings',
      'stopped',
      'epochs',
      'steps',
      'bestEpoch',
      'bestValidationLoss',
      'trainLoss',
      'validationLoss',
    ].map((name) => `training.${name}`),
    'training.rows',
    ...['preset', 'support', 'batchSize', 'learningRate', 'validationFraction', 'patience', 'maxEpochs'].map(
      (name) => `training.settings.${name}`,
    ),
    ...['maxSteps', 'maxSeconds', 'clipNorm', 'averaging'].map((name) => `training.settings.${name}`),
  ];
  /** In JSON, NaN and infinity are null. */
  const NULLABLE = /xNames|prior\.name|recipe|bestValidationLoss|patience|max[A-Z]|clipNorm/;

  it.each(FIELDS)('%s: missing, of a wrong type, null', (path) => {
    for (const value of [undefined, true, {}, [[]], 'nonsense', ...(NULLABLE.test(path) ? [] : [null])]) {
      if (path === 'prior.name' && value === 'nonsense') continue;
      const message = readEntry((posterior) => set(posterior, path, value));
      const place = path.startsWith('prior.')
        ? /prior|support|distribution/
        : new RegExp(path.replaceAll('.', '\\.'));
      expect(message).toMatch(place);
    }
  });

  it.each([
    ['seed', -1],
    ['seed', 1.5],
    ['radius', -1],
    ['training.epochs', 1e300],
    ['training.rows', -5],
    ['training.stopped', 'bored'],
    ['training.settings.support', 'logit'],
    ['training.settings.preset', 'other'],
    ['training.settings.learningRate', -1],
    ['training.settings.maxEpochs', -1],
    ['training.settings.patience', -1],
    ['training.settings.optimizer', 'newton'],
    ['training.settings.schedule', null],
    ['training.settings.weightDecay', '0'],
    ['training.settings.momentum', -1],
    ['training.settings.scheduleSteps', 0.5],
    ['training.settings.warmupSteps', null],
    ['training.trainLoss', [1, 'two']],
    ['training.validationLoss', [null]],
  ])('%s of %j', (path, value) => {
    expect(readEntry((posterior) => set(posterior, path, value))).toContain(
      `must hold a valid entry at posterior.${path}; received`,
    );
  });
});

describe('names', () => {
  it.each([
    [['a']],
    [['a', 'b', 'c']],
    [[]],
    [['a', 'a']],
    [['a', 'b\u001b[2J']],
    [['a', 'b\u009b2J']],
    [['a', 'b'.repeat(1_000_000)]],
  ])('%j', (names) => {
    expect(readEntry((posterior) => set(posterior, 'names', names))).toContain(
      'evil.safetensors must in posterior.names name 2 columns, each once, in at most 200 characters without control characters; received',
    );
    expect(readEntry((posterior) => set(posterior, 'xNames', names))).toContain('posterior.xNames');
  });

  it('a million of them, of text and not', () => {
    const many = (entry: unknown) =>
      readEntry((posterior) => set(posterior, 'names', new Array(1_000_000).fill(entry)));
    expect(many('a')).toContain('posterior.names');
    expect(many(1)).toContain('posterior.names; received a list of 1000000 entries.');
  });
});

describe('the prior', () => {
  it.each([
    [{ kind: 'cauchy', loc: 0 }, 'distribution.kind must be one of'],
    [{ kind: '__proto__' }, 'distribution.kind must be one of'],
    [{ kind: 'boxUniform' }, 'distribution.low must be a number or a list of numbers; received nothing.'],
    [{ kind: 'boxUniform', low: [0, 0], high: [0, 1] }, 'low must be below high in float32'],
    [
      { kind: 'boxUniform', low: [-2], high: [2] },
      'must have the support {"kind":"box","low":[-2,-2],"high":[2,2]}',
    ],
    [{ kind: 'diagNormal', loc: [0, 0], scale: [1, 1] }, 'received {"kind":"box","low":[null,null]'],
    ['boxUniform', 'distribution must be an object with a kind'],
  ])('of the recipe %j', (recipe, message) => {
    expect(readEntry((posterior) => set(posterior, 'prior.recipe', recipe))).toContain(message);
  });

  it.each([
    [{ kind: 'box', low: [-2], high: [2] }, 'The prior in evil.safetensors must have the support'],
    [{ kind: 'ball' }, 'must hold a valid entry at posterior.prior.support.kind; received "ball".'],
    ['box', 'must hold a valid entry at posterior.prior.support; received "box".'],
  ])('of the support %j', (support, message) => {
    expect(readEntry((posterior) => set(posterior, 'prior.support', support))).toContain(message);
  });

  it.each([
    [{ kind: 'box', low: [], high: [] }, 'low must hold at least one number'],
    [{ kind: 'box', low: [0, 0], high: [1] }, 'high must have length 2'],
    [
      { kind: 'box', low: ['a', 0], high: [1, 1] },
      'must hold a valid entry at posterior.prior.support.low; received',
    ],
    [7, 'must hold a valid entry at posterior.prior.support; received 7.'],
    [
      { kind: 'restricted', low: [0, 0], high: [1, null], name: 'x' },
      'an own class null on [0, 0] to [1, Infinity]',
    ],
  ])('of an own class with the support %j', (support, message) => {
    expect(
      readEntry((posterior) => {
        set(posterior, 'prior.recipe', null);
        set(posterior, 'prior.support', support);
      }),
    ).toContain(message);
  });

  it('of other dimensions than the flow', () => {
    const message = readEntry((posterior) => {
      set(posterior, 'prior.recipe', { kind: 'boxUniform', low: [-2], high: [2] });
      set(posterior, 'prior.support', { kind: 'box', low: [-2], high: [2] });
    });
    expect(message).toBe('evil.safetensors must have 2 parameters, as its flow; received a prior of 1.');
  });

  it.each(['prior.recipe', 'prior.support', 'prior.support.low', 'training.settings', 'names'])(
    '%s nested deeper than anyone would',
    (path) => {
      const depth = 100_000;
      for (const [open, close] of [
        ['{"kind":"joint","parts":{"a":', '}}'],
        ['[', ']'],
      ] as const) {
        const nested = `${open.repeat(depth)}0${close.repeat(depth)}`;
        const message = read(({ metadata }, posterior) => {
          set(posterior, path, 'HERE');
          metadata['posterior'] = JSON.stringify(posterior).replace('"HERE"', nested);
        });
        expect(message).toMatch(/prior|distribution|support|settings|names|nest/);
      }
    },
  );
});

it('a support of 100,000 coordinates is not all told', () => {
  const support = { kind: 'box', low: new Array(100_000).fill(0), high: [] };
  expect(readEntry((posterior) => set(posterior, 'prior.support', support))).toContain(
    'must have the support {"kind":"box","low":[0,0',
  );
});
