import {
  decodeFlow,
  encodeFlow,
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  readSafetensors,
  takeTensor,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { broken, build } from './brokenFile.ts';
import '@tensorflow/tfjs-backend-cpu';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a model file', () => {
  it('has the same bytes each time, and those of the flow decoded from it', async () => {
    using flow = build();
    const bytes = await encodeFlow(flow);
    expect(await encodeFlow(flow)).toEqual(bytes);
    using again = decodeFlow(bytes);
    expect(await encodeFlow(again)).toEqual(bytes);
    expect(again.architecture).toEqual(flow.architecture);
    expect(again.preconditioner.values).toEqual(flow.preconditioner.values);
  });

  it('holds a header of plain data and a tensor a weight', async () => {
    using flow = build();
    const { metadata, tensors } = readSafetensors(await encodeFlow(flow));
    expect(metadata['format']).toBe('sbi-flow/2');
    expect(Object.keys(JSON.parse(metadata['flow'] as string))).toEqual([
      'recipe',
      'drawn',
      'dim',
      'xShape',
      'embedding',
      'clip',
    ]);
    expect(Object.keys(tensors).length).toBe(2 * 8 + 9);
    expect(tensors['transforms.1.output.kernel']?.shape).toEqual([8, 4]);
    expect(tensors['preconditioner.slope']?.shape).toEqual([2, 2]);
    expect(tensors['preconditioner.low']?.data).toEqual(Float32Array.of(-1, -Infinity));
  });

  it('shares no memory with the flow', async () => {
    using flow = build();
    const tensors = await flowTensors(flow);
    using again = flowFrom(flowHeader(flow), tensors, 'here');
    for (const { data } of Object.values(tensors)) data.fill(7);
    const [one, other] = [await flow.parameters.read(), await again.parameters.read()];
    expect(other).toEqual(one);
    expect(again.preconditioner.values).toEqual(flow.preconditioner.values);
    expect(one[0]).not.toBe(7);
  });

  it('may hold tensors and metadata of others beside the flow', async () => {
    const bytes = await broken(({ tensors, metadata }) => {
      tensors['novelty.references'] = { shape: [1], data: Float32Array.of(1) };
      metadata['note'] = 'mine';
    });
    decodeFlow(bytes).dispose();
  });
});

describe('what a larger file is read by', () => {
  const schema = v.object({ names: v.array(v.string()) });

  it('expectFormat takes one format', () => {
    expect(() => expectFormat('a/1', 'a/1', 'file')).not.toThrow();
    expect(() => expectFormat(undefined, 'a/1', 'file')).toThrow(
      'file must have the format "a/1"; received none.',
    );
  });

  it('parseEntry gives what the schema says, or names the field', () => {
    expect(parseEntry(schema, '{"names":["a"]}', 'entry', 'file')).toEqual({ names: ['a'] });
    expect(() => parseEntry(schema, '{"names":["a",{}]}', 'entry', 'file')).toThrow(
      'file must hold a valid entry at entry.names.1; received an object.',
    );
    expect(() => parseEntry(schema, '{}', 'entry', 'file')).toThrow(
      'file must hold a valid entry at entry.names; received undefined.',
    );
  });

  it('takeTensor gives numbers of a shape', () => {
    const tensors = { a: { shape: [2], data: Float32Array.of(1, 2) } };
    expect(takeTensor(tensors, 'a', [2], 'file')).toEqual(Float32Array.of(1, 2));
    expect(() => takeTensor(tensors, 'a', [2, 1], 'file')).toThrow(
      'The tensor a of file must have shape [2, 1]; received [2].',
    );
    expect(() => takeTensor(tensors, 'toString', [2], 'file')).toThrow(
      'file must hold the tensor toString; received none.',
    );
  });
});
