import { slice } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normals, Rng, RngBatch, randomTensor, type Shape, ShapeError, uniforms } from '../src/index.ts';
import { backends, start } from './backends.ts';

const streams = [3, 1, 2].map((seed) => Rng.fromSeed(seed));

describe.each(backends)('a batch of streams on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each([
    ['normals', normals],
    ['uniforms', uniforms],
    [
      'own draws',
      (shape: Shape, rng: Rng) =>
        randomTensor(shape, rng, (stream, column) => (column === 0 ? stream.int(9) : stream.normal())),
    ],
  ])('%s: every member gets what its stream alone would give it', (name, make) => {
    for (const rest of name === 'own draws' ? [[4], [2, 3]] : [[], [4], [2, 3]]) {
      const batch = make([5, 3, ...rest], new RngBatch(streams.map((stream) => stream.fork(1))));
      streams.forEach((stream, member) => {
        const alone = make([5, ...rest], stream.fork(1));
        const begin = [0, member, ...rest.map(() => 0)];
        const part = slice(batch, begin, [5, 1, ...rest]);
        expect([...part.dataSync()]).toEqual([...alone.dataSync()]);
        for (const tensor of [alone, part]) tensor.dispose();
      });
      batch.dispose();
    }
  });
});

it('forks every stream by the same name', () => {
  const forked = new RngBatch(streams).fork('a').fork(2);
  expect(forked).toBeInstanceOf(Rng);
  expect(forked.streams.map((stream) => stream.bits())).toEqual(
    streams.map((stream) => stream.fork('a').fork(2).bits()),
  );
});

it('keeps its own list', () => {
  const list = [Rng.fromSeed(1)];
  const batch = new RngBatch(list);
  list.push(Rng.fromSeed(2));
  expect(batch.streams).toHaveLength(1);
});

describe('refuses', () => {
  it('a shape of another batch', () => {
    const rng = new RngBatch(streams);
    expect(() => normals([5, 2, 4], rng)).toThrow(
      'shape must be [count, 3, …], as the streams; received [5, 2, 4] (normals).',
    );
    expect(() => uniforms([3], rng)).toThrow('received [3] (uniforms).');
    expect(() => uniforms([], rng)).toThrow(ShapeError);
  });

  it.each(['bits', 'uniform', 'normal', 'exponential'] as const)('a single draw: %s', (kind) => {
    expect(() => new RngBatch(streams)[kind]()).toThrow(
      'rng must be drawn from by normals or uniforms of shape [count, streams, …]; received a single draw from 3 streams (RngBatch).',
    );
    expect(() => new RngBatch(streams).permutation(3)).toThrow('a single draw');
  });

  it.each([
    [[], 'received []'],
    [undefined, 'received undefined'],
    [[1], 'received 1 at index 0'],
    [[Rng.fromSeed(1), null], 'received null at index 1'],
  ])('%j in place of streams', (list, message) => {
    expect(() => new RngBatch(list as Rng[])).toThrow(message);
    expect(() => new RngBatch(list as Rng[])).toThrow('streams must be a list of at least one Rng');
  });
});
