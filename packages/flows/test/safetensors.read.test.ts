import { SerializationError } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../src/safetensors.ts';

const FILE = 'model.safetensors';

/** A file of any header text and that many bytes of data. */
function file(header: string | Uint8Array, size = 0, length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
});

const a = entry([1], [0, 4]);

/** The one error line that reading such a file gives. */
function refusal(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes, FILE);
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError);
    const { message } = error as Error;
    expect(message.split('\n')).toHaveLength(1);
    expect(message.length).toBeLessThan(300);
    return message;
  }
  throw new Error('nothing was refused');
}

it('reads what others write: any order, any padding, no metadata, no tensors, empty and scalar tensors', () => {
  const nothing = readSafetensors(file('{}'), FILE);
  expect(nothing).toEqual({ tensors: {}, metadata: {} });
  expect(nothing.tensors['constructor']).toBeUndefined();
  const header = JSON.stringify({ b: entry([], [4, 8]), a, none: entry([0, 3], [4, 4]) });
  const { tensors } = readSafetensors(file(`${header}   \n`, 8), FILE);
  expect(Object.entries(tensors).map(([name, { shape, data }]) => [name, shape, data.length])).toEqual([
    ['b', [], 1],
    ['a', [1], 1],
    ['none', [0, 3], 0],
  ]);
});

describe('a hostile file gives one line that names file and place:', () => {
  it.each<[string, Uint8Array, string]>([
    [
      'empty',
      new Uint8Array(0),
      'model.safetensors must be a safetensors file of at least 8 bytes; received 0.',
    ],
    [
      'shorter than its first number',
      new Uint8Array(7),
      'model.safetensors must be a safetensors file of at least 8 bytes; received 7.',
    ],
    [
      'a header of 2⁶³ bytes',
      file('{}', 0, 2n ** 63n),
      'The header of model.safetensors must have at most 16777216 bytes; received a length of 9223372036854775808 in bytes 0 to 7.',
    ],
    [
      'a header of 2⁶⁴ − 1 bytes',
      file('{}', 0, 2n ** 64n - 1n),
      'The header of model.safetensors must have at most 16777216 bytes; received a length of 18446744073709551615 in bytes 0 to 7.',
    ],
    [
      'a header beyond the end',
      file('{}', 0, 3n),
      'model.safetensors must hold a header of 3 bytes from byte 8 on; received 10 bytes in all.',
    ],
    [
      'not UTF-8',
      file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)),
      'The header of model.safetensors must be text in UTF-8; received other bytes.',
    ],
    [
      'a byte order mark',
      file('\ufeff{}'),
      'The header of model.safetensors must begin with "{"; received "\ufeff{}".',
    ],
    ['no header', file(''), 'The header of model.safetensors must begin with "{"; received "".'],
    ['a list', file('[]'), 'The header of model.safetensors must begin with "{"; received "[]".'],
    [
      'no JSON',
      file('{"a": nonsense\n}'),
      'The header of model.safetensors must be JSON; received "{\\"a\\": nonsense\\n}".',
    ],
    [
      'JSON that is cut off',
      file('{"a": "\\'),
      'The header of model.safetensors must be JSON; received "{\\"a\\": \\"\\\\".',
    ],
    [
      'a name twice',
      file(`{"a":${JSON.stringify(a)},"a":${JSON.stringify(a)}}`, 4),
      'The header of model.safetensors must hold each name once; received "a" again at character 54.',
    ],
    [
      'a name twice, once in escapes and with spaces',
      file(`{"a":${JSON.stringify(a)},"\\u0061" \n:${JSON.stringify(a)}}`, 4),
      'The header of model.safetensors must hold each name once; received "a" again at character 54.',
    ],
    [
      'a shape twice',
      file('{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,4]}}', 4),
      'The header of model.safetensors must hold each name once; received "shape" again at character 32.',
    ],
    [
      'depth',
      file(`{"a":${'['.repeat(1e6)}`),
      'The header of model.safetensors must nest at most 3 deep; received more at character 7.',
    ],
    [
      'a million names',
      file(`{${Array.from({ length: 1e6 }, (_, i) => `"${i}":0`).join(',')}}`),
      'The header of model.safetensors must hold at most 49001 names; received more.',
    ],
    [
      'ten million names, in a header as long as they need',
      file('{"0":0', 0, 10n ** 8n),
      'The header of model.safetensors must have at most 16777216 bytes; received a length of 100000000 in bytes 0 to 7.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(refusal(bytes)).toBe(message);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['a tensor that is a number', { a: 1 }, 0, 'must be described by an object; received 1.'],
    ['a tensor that is null', { a: null }, 0, 'must be described by an object; received null.'],
    ['a tensor that is a list', { a: [] }, 0, 'must be described by an object; received [].'],
    ['half precision', { a: entry([1], [0, 2], 'F16') }, 2, 'must be stored as F32; received "F16".'],
    ['no type', { a: { shape: [1], data_offsets: [0, 4] } }, 4, 'must be stored as F32; received undefined.'],
    [
      'a negative shape',
      { a: entry([-1, -1], [0, 4]) },
      4,
      'must have a shape of whole numbers from 0; received [-1, -1].',
    ],
    [
      'a fractional shape',
      { a: entry([0.5, 2], [0, 4]) },
      4,
      'must have a shape of whole numbers from 0; received [0.5, 2].',
    ],
    [
      'a huge shape',
      { a: entry([1e300], [0, 4]) },
      4,
      'must have a shape of whole numbers from 0; received [1e+300].',
    ],
    [
      'a shape whose product is huge',
      { a: entry([2 ** 40, 2 ** 40], [0, 4]) },
      4,
      'must fill 4.835703278458517e+24 bytes, as its shape [1099511627776, 1099511627776] says; received 4.',
    ],
    [
      'a shape of a million axes',
      { a: entry(new Array(1e6).fill(1), [0, 8]) },
      8,
      'must fill 4 bytes, as its shape a list of 1000000 entries says; received 8.',
    ],
    [
      'text for a shape',
      { a: entry('1', [0, 4]) },
      4,
      'must have a shape of whole numbers from 0; received "1".',
    ],
    [
      'one offset',
      { a: entry([1], [0]) },
      4,
      'must have two data_offsets, whole numbers from 0; received [0].',
    ],
    [
      'offsets that are no numbers',
      { a: entry([1], ['0', '4']) },
      4,
      'must have two data_offsets, whole numbers from 0; received a list of 2 entries.',
    ],
    [
      'a fractional offset',
      { a: entry([1], [0.5, 4.5]) },
      5,
      'must have two data_offsets, whole numbers from 0; received [0.5, 4.5].',
    ],
    [
      'an offset below 0',
      { a: entry([1], [-4, 0]) },
      4,
      'must have two data_offsets, whole numbers from 0; received [-4, 0].',
    ],
    [
      'offsets that run backwards',
      { a: entry([1], [4, 0]) },
      4,
      'must fill 4 bytes, as its shape [1] says; received -4.',
    ],
    [
      'a truncated file',
      { a: entry([4], [0, 16]) },
      15,
      'must lie within the 15 bytes behind the header; received data_offsets [0, 16].',
    ],
    [
      'an offset beyond any file',
      { a: entry([1], [0, 2 ** 53 - 1]) },
      4,
      'must lie within the 4 bytes behind the header; received data_offsets [0, 9007199254740991].',
    ],
    [
      'fewer numbers than the shape',
      { a: entry([2], [0, 4]) },
      4,
      'must fill 8 bytes, as its shape [2] says; received 4.',
    ],
    [
      'a hole at the start',
      { a: entry([1], [4, 8]) },
      8,
      'must begin at byte 0 of the data; received 4, which leaves a hole before it.',
    ],
  ])('%s', (_, header, size, message) => {
    expect(refusal(file(JSON.stringify(header), size))).toBe(
      `The tensor "a" of model.safetensors ${message}`,
    );
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    [
      'two tensors in one place',
      { a, b: entry([1], [0, 4]) },
      4,
      'The tensor "b" of model.safetensors must begin at byte 4 of the data; received 0, which overlaps the tensor before it.',
    ],
    [
      'a tensor that reaches into the next',
      { a: entry([2], [0, 8]), b: entry([2], [4, 12]) },
      12,
      'The tensor "b" of model.safetensors must begin at byte 8 of the data; received 4, which overlaps the tensor before it.',
    ],
    [
      'a hole between two',
      { a, b: entry([1], [8, 12]) },
      12,
      'The tensor "b" of model.safetensors must begin at byte 4 of the data; received 8, which leaves a hole before it.',
    ],
    [
      'bytes behind the last tensor',
      { a },
      5,
      'model.safetensors must end with its last tensor, at byte 4 of the data; received 5 bytes.',
    ],
    [
      'metadata that is a list',
      { __metadata__: ['a'] },
      0,
      'The __metadata__ of model.safetensors must be an object of strings; received a list of 1 entries.',
    ],
    [
      'metadata that is a number',
      { __metadata__: { epochs: 7 } },
      0,
      'The __metadata__ "epochs" of model.safetensors must be a string; received 7.',
    ],
    [
      'a name with a newline, an escape and no end',
      { [`\u001b[2J\n${'x'.repeat(1e6)}`]: 1 },
      0,
      `The tensor "\\u001b[2J\\n${'x'.repeat(35)}…" of model.safetensors must be described by an object; received 1.`,
    ],
  ])('%s', (_, header, size, message) => {
    expect(refusal(file(JSON.stringify(header), size))).toBe(message);
  });

  it('every prefix of a good file is refused', () => {
    const bytes = writeSafetensors({ w: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { k: 'v' });
    for (let length = 0; length < bytes.length; length++) refusal(bytes.subarray(0, length));
  });
});
