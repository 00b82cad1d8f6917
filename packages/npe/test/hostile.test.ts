import { SerializationError } from '@sbi/core';
import { readSafetensors, type SafetensorsFile, writeSafetensors } from '@sbi/flows';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AmortizedPosterior, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { quick, smallSimulations } from './small.ts';

let bytes: Uint8Array;
beforeAll(async () => {
  await start('wasm');
  const amortized = await npe(smallSimulations(50, 1), { ...quick, maxEpochs: 2 });
  bytes = await amortized.encode();
  amortized.dispose();
});

let before = 0;
beforeEach(() => {
  before = memory().numTensors;
});
afterEach(() => {
  expect(memory().numTensors).toBe(before);
});

interface Entries {
  [key: string]: unknown;
}

/** Reading a file made from a good one by a change; the error is one line that names the file. */
function read(change: (file: SafetensorsFile, posterior: Entries) => void): string {
  const file = readSafetensors(bytes);
  const posterior = JSON.parse(file.metadata['posterior'] as string) as Entries;
  change(file, posterior);
  file.metadata['posterior'] ??= JSON.stringify(posterior);
  return readBytes(writeSafetensors(file.tensors, file.metadata));
}

/** The same for a change of the entry `posterior` alone. */
function readEntry(change: (posterior: Entries) => void): string {
  return read((file, posterior) => {
    change(posterior);
    delete file.metadata['posterior'];
  });
}

function readBytes(hostile: Uint8Array): string {
  try {
    AmortizedPosterior.decode(hostile, { source: 'evil.safetensors' }).dispose();
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError);
    const { message } = error as SerializationError;
    expect(message).toContain('evil.safetensors');
    // one line that a terminal shows as it is
    expect([...message].every((letter) => letter >= ' ')).toBe(true);
    expect(message.length).toBeLessThan(700);
    return message;
  }
  throw new Error('The file was read.');
}

/** A copy of the entry with a value at a path. */
function set(posterior: Entries, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const target = keys.reduce((at, key) => at[key] as Entries, posterior);
  if (value === undefined) delete target[last];
  else target[last] = value;
}

describe('the metadata', () => {
  it.each([
    ['sbi-posterior/2', 'must have the format "sbi-posterior/1"; received "sbi-posterior/2".'],
    ['sbi-flow/1', 'received "sbi-flow/1".'],
    [undefined, 'received none.'],
    [`\u001b[31m${'x'.repeat(1000)}`, 'received "\\u001b[31m'],
  ])('with the format %j', (format, message) => {
    expect(
      read(({ metadata }) => {
        if (format === undefined) delete metadata['format'];
        else metadata['format'] = format;
      }),
    ).toContain(message);
  });

  it.each([
    ['', 'must hold JSON in its metadata "posterior"; received "".'],
    ['{', 'received "{".'],
    ['nonsense\u0007', 'received "nonsense\\u0007".'],
    ['null', 'must hold a valid entry at posterior; received null.'],
    ['[]', 'must hold a valid entry at posterior'],
    ['"text"', 'received "text".'],
  ])('with the entry posterior %j', (text, message) => {
    expect(
      read(({ metadata }) => {
        metadata['posterior'] = text;
      }),
    ).toContain(message);
  });

  it('without the entries posterior or flow', () => {
    const without = (name: string) => {
      const { tensors, metadata } = readSafetensors(bytes);
      delete metadata[name];
      return readBytes(writeSafetensors(tensors, metadata));
    };
    expect(without('posterior')).toContain('must hold JSON in its metadata "posterior"; received none.');
    expect(without('flow')).toContain('must hold JSON in its metadata "flow"; received none.');
  });
});

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
  const NULLABLE = /xNames|prior\.name|recipe|bestValidationLoss|max[A-Z]|clipNorm/;

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
    ['training.trainLoss', [1, 'two']],
    ['training.validationLoss', [null]],
  ])('%s of %j', (path, value) => {
    expect(readEntry((posterior) => set(posterior, path, value))).toContain(
      `must hold a valid entry at posterior.${path}; received`,
    );
  });
});

it('a field that is not known is passed over', () => {
  const { tensors, metadata } = readSafetensors(bytes);
  metadata['posterior'] = (metadata['posterior'] as string).replace('{', '{"mood":"sunny",');
  const amortized = AmortizedPosterior.decode(
    writeSafetensors(tensors, { ...metadata, created_by: 'someone' }),
  );
  expect(amortized.names).toEqual(['theta_1', 'theta_2']);
  amortized.dispose();
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

describe('the tensors', () => {
  it.each([
    'novelty.references',
    'novelty.low',
    'novelty.high',
    'transforms.1.output.bias',
    'preconditioner.slope',
  ])('%s: missing, misshapen, not finite', (name) => {
    const missing = read(({ tensors }) => delete tensors[name]);
    expect(missing).toContain(`must hold the tensor ${name}; received none.`);
    const misshapen = read(({ tensors }) => {
      tensors[name] = { shape: [1, 7], data: new Float32Array(7) };
    });
    expect(misshapen).toContain(`The tensor ${name} of evil.safetensors must have shape`);
    for (const bad of [Number.NaN, 1 / 0]) {
      const message = read(({ tensors }) => {
        tensors[name]?.data.fill(bad, 1, 2);
      });
      expect(message).toContain(`The tensor ${name} of evil.safetensors must hold finite numbers`);
    }
  });

  it('references without rows', () => {
    const message = read(({ tensors }) => {
      tensors['novelty.references'] = { shape: [0, 2], data: new Float32Array() };
    });
    expect(message).toContain('must have shape [1, 2]; received [0, 2].');
  });
});

describe('the file', () => {
  it.each([0, 7, 8, 100, 5000])('cut after %d bytes', (length) => {
    readBytes(bytes.subarray(0, length));
  });

  it('with a header of 2^63 bytes', () => {
    const huge = bytes.slice();
    huge.fill(0xff, 0, 7);
    huge[7] = 0x7f;
    readBytes(huge);
  });

  it('of noise', () => {
    readBytes(Uint8Array.from({ length: 1000 }, (_, i) => (i * 7919) % 256));
  });
});

describe('what could poison', () => {
  it('keys of prototypes change nothing but their own object', () => {
    const { tensors, metadata } = readSafetensors(bytes);
    const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},';
    for (const entry of ['posterior', 'flow']) {
      metadata[entry] = (metadata[entry] as string).replace('{', `{${poison}`);
    }
    metadata['posterior'] = (metadata['posterior'] as string).replace('"recipe":{', `"recipe":{${poison}`);
    let message = '';
    try {
      const amortized = AmortizedPosterior.decode(writeSafetensors(tensors, metadata), {
        source: 'evil.safetensors',
      });
      expect((amortized.training as unknown as Entries)['polluted']).toBeUndefined();
      expect((amortized.prior as unknown as Entries)['polluted']).toBeUndefined();
      amortized.dispose();
    } catch (error) {
      message = (error as Error).message;
      expect(error).toBeInstanceOf(SerializationError);
    }
    expect(message).not.toContain('polluted');
    expect(({} as Entries)['polluted']).toBeUndefined();
  });
});
