import { Rng, SerializationError, ShapeError } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../src/safetensors.ts';

const FILE = 'model.safetensors';

describe('a round trip', () => {
  it.each([1, 2, 3])('keeps names, shapes, every bit of the numbers, and the text: seed %d', (seed) => {
    const rng = Rng.fromSeed(seed);
    const pick = (length: number) =>
      Array.from({ length }, () => String.fromCharCode(32 + rng.int(0x500))).join('');
    for (let trial = 0; trial < 100; trial++) {
      const tensors: Record<string, StoredTensor> = {};
      for (let i = rng.int(5); i > 0; i--) {
        const shape = Array.from({ length: rng.int(4) }, () => rng.int(4));
        const words = Uint32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => rng.bits());
        tensors[`${i}${pick(rng.int(12))}`] = { shape, data: new Float32Array(words.buffer) };
      }
      const metadata = Object.fromEntries(
        Array.from({ length: rng.int(4) }, (_, i) => [pick(5) + i, pick(40)]),
      );
      const bytes = writeSafetensors(tensors, metadata);
      // at any place of a larger buffer, as Node's pool gives
      const moved = new Uint8Array(bytes.length + 3).subarray(3);
      moved.set(bytes);
      const back = readSafetensors(moved, FILE);
      expect(back.metadata).toEqual(metadata);
      expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, { shape, data }] of Object.entries(back.tensors)) {
        const written = tensors[name] as StoredTensor;
        expect(shape).toEqual(written.shape);
        expect(new Uint32Array(data.buffer)).toEqual(new Uint32Array(written.data.buffer));
      }
    }
  });

  it('gives the same bytes whatever the order of the names', () => {
    const one = { shape: [1], data: Float32Array.of(1) };
    const two = { shape: [], data: Float32Array.of(2) };
    expect(writeSafetensors({ b: one, 10: two, 9: one }, { y: '1', x: '2' })).toEqual(
      writeSafetensors({ 9: one, 10: two, b: one }, { x: '2', y: '1' }),
    );
  });

  it('is the format to the byte', () => {
    const bytes = writeSafetensors({ w: { shape: [2, 1], data: Float32Array.of(1, -2) } }, { k: 'é' });
    const header = '{"__metadata__":{"k":"é"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}} ';
    const text = new TextEncoder().encode(header);
    const padded = Math.ceil(text.length / 8) * 8;
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(padded));
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded)).trimEnd()).toBe(header.trimEnd());
    expect([...bytes.subarray(8 + padded)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('copies: changing what was read does not change the file, nor the other tensors', () => {
    const bytes = writeSafetensors({ p: { shape: [1], data: Float32Array.of(1) } }, {});
    const { tensors } = readSafetensors(bytes, FILE);
    (tensors['p'] as StoredTensor).data.fill(9);
    expect(readSafetensors(bytes, FILE).tensors['p']?.data[0]).toBe(1);
  });

  it('takes names that mean something to JavaScript for names', () => {
    const one = { shape: [1], data: Float32Array.of(1) };
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''];
    const tensors = Object.fromEntries(names.map((name) => [name, one]));
    const metadata = Object.fromEntries(names.map((name) => [name, 'text']));
    const back = readSafetensors(writeSafetensors(tensors, metadata), FILE);
    expect(Object.keys(back.tensors).sort()).toEqual([...names].sort());
    expect(Object.keys(back.metadata).sort()).toEqual([...names].sort());
    expect(({} as Record<string, unknown>)['shape']).toBeUndefined();
  });

  it('every file with one byte changed is read or refused in one line, never anything else', () => {
    const bytes = writeSafetensors({ w: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { k: 'v' });
    for (let place = 0; place < bytes.length; place++) {
      for (const change of [0x01, 0x20, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[place] = (changed[place] as number) ^ change;
        try {
          expect(Object.keys(readSafetensors(changed, FILE))).toEqual(['tensors', 'metadata']);
        } catch (error) {
          expect(error).toBeInstanceOf(SerializationError);
          expect((error as Error).message).toMatch(/^[^\n]*model\.safetensors[^\n]*\.$/);
        }
      }
    }
  });
});

describe('what cannot be written', () => {
  const one = { shape: [1], data: Float32Array.of(1) };

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'a plain list',
      { w: { shape: [1], data: [1] } },
      {},
      'tensor "w" must hold a Float32Array; received [1] (writeSafetensors).',
    ],
    [
      'nothing',
      { w: undefined },
      {},
      'tensor "w" must hold a Float32Array; received undefined (writeSafetensors).',
    ],
    [
      'a shape that does not fit',
      { w: { ...one, shape: [2] } },
      {},
      'tensor "w" must have the shape of its 1 numbers; received [2] (writeSafetensors).',
    ],
    [
      'a fractional shape',
      { w: { ...one, shape: [0.5, 2] } },
      {},
      'tensor "w" must have the shape of its 1 numbers; received [0.5, 2] (writeSafetensors).',
    ],
    [
      'the name of the metadata',
      { __metadata__: one },
      {},
      'tensors must have names of their own; received "__metadata__" (writeSafetensors).',
    ],
    [
      'a number as text',
      {},
      { epochs: 7 },
      'metadata "epochs" must be a string; received 7 (writeSafetensors).',
    ],
    [
      'more text than can be read',
      {},
      { long: 'x'.repeat(2 ** 24) },
      'header must have a length of at most 16777216; received 16777244 (writeSafetensors).',
    ],
    [
      'more tensors than can be read',
      Object.fromEntries(Array.from({ length: 12_001 }, (_, i) => [i, one])),
      {},
      'tensors must have a length of at most 12000; received 12001 (writeSafetensors).',
    ],
  ])('%s', (_, tensors, metadata, message) => {
    const write = () =>
      writeSafetensors(tensors as Record<string, StoredTensor>, metadata as Record<string, string>);
    expect(write).toThrow(ShapeError);
    expect(write).toThrow(message);
  });

  it('what is no bytes cannot be read', () => {
    expect(() => readSafetensors('text' as unknown as Uint8Array)).toThrow(
      'bytes must be a Uint8Array; received "text" (readSafetensors).',
    );
  });

  it('what is just allowed is read back', () => {
    const tensors = Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [i, one]));
    const texts = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [i, '']));
    const back = readSafetensors(writeSafetensors(tensors, texts));
    expect(Object.keys(back.tensors)).toHaveLength(12_000);
    expect(Object.keys(back.metadata)).toHaveLength(1_000);
  });
});
