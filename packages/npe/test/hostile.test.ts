import { SerializationError } from '@sbi/core';
import { readSafetensors, writeSafetensors } from '@sbi/flows';
import { describe, expect, it } from 'vitest';
import { AmortizedPosterior } from '../src/index.ts';
import { type Entries, model, read, readBytes } from './hostile.ts';

describe('the metadata', () => {
  it.each([
    ['sbi-posterior/3', 'must have the format "sbi-posterior/2"; received "sbi-posterior/3".'],
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
      const { tensors, metadata } = readSafetensors(model.bytes);
      delete metadata[name];
      return readBytes(writeSafetensors(tensors, metadata));
    };
    expect(without('posterior')).toContain('must hold JSON in its metadata "posterior"; received none.');
    expect(without('flow')).toContain('must hold JSON in its metadata "flow"; received none.');
  });
});

it('a field that is not known is passed over', () => {
  const { tensors, metadata } = readSafetensors(model.bytes);
  metadata['posterior'] = (metadata['posterior'] as string).replace('{', '{"mood":"sunny",');
  const amortized = AmortizedPosterior.decode(
    writeSafetensors(tensors, { ...metadata, created_by: 'someone' }),
  );
  expect(amortized.names).toEqual(['theta_1', 'theta_2']);
  amortized.dispose();
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
    readBytes(model.bytes.subarray(0, length));
  });

  it('with a header of 2^63 bytes', () => {
    const huge = model.bytes.slice();
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
    const { tensors, metadata } = readSafetensors(model.bytes);
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
