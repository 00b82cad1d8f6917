import {
  type ConditionalFlow,
  decodeFlow,
  encodeFlow,
  expectFormat,
  flowFrom,
  flowHeader,
  flowTensors,
  parseEntry,
  readSafetensors,
  type StoredTensor,
  takeTensor,
  writeSafetensors,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { make } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';

const build = (): ConditionalFlow => make({ sides: ['box', 'real'], x: 2, recipe: { transforms: 2 } });

interface Header {
  recipe: Record<string, unknown>;
  orders: unknown;
  xShape: unknown;
  clip: unknown;
  [other: string]: unknown;
}
type Tensors = Record<string, StoredTensor>;
interface File {
  readonly header: Header;
  readonly tensors: Tensors;
  readonly metadata: Record<string, string>;
}

/** A file that is right but for what `change` does to it. */
async function broken(change: (file: File) => void): Promise<Uint8Array> {
  using flow = build();
  const { tensors, metadata } = readSafetensors(await encodeFlow(flow));
  const header = JSON.parse(metadata['flow'] as string) as Header;
  const file = { header, tensors: { ...tensors }, metadata: { ...metadata } };
  change(file);
  if (file.metadata['flow'] === metadata['flow']) file.metadata['flow'] = JSON.stringify(header);
  return writeSafetensors(file.tensors, file.metadata);
}

/** The same tensor with some of its numbers changed. */
function edit({ tensors }: File, name: string, change: (data: Float32Array) => void): void {
  const { shape, data } = tensors[name] as StoredTensor;
  const copy = data.slice();
  change(copy);
  tensors[name] = { shape, data: copy };
}

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
    expect(metadata['format']).toBe('sbi-flow/1');
    expect(Object.keys(JSON.parse(metadata['flow'] as string))).toEqual([
      'recipe',
      'orders',
      'xShape',
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

const box = 'be middle and half-width';
describe('decodeFlow refuses', () => {
  it.each<[string, (file: File) => void, string | RegExp]>([
    [
      'no format',
      ({ metadata }) => delete metadata['format'],
      'a.bin must have the format "sbi-flow/1"; received none.',
    ],
    [
      'an unknown version',
      ({ metadata }) => {
        metadata['format'] = 'sbi-flow/2';
      },
      'a.bin must have the format "sbi-flow/1"; received "sbi-flow/2".',
    ],
    [
      'a format of many lines',
      ({ metadata }) => {
        metadata['format'] = `x\n${'y'.repeat(1e5)}`;
      },
      /^a\.bin must have the format "sbi-flow\/1"; received "x\\ny{38}…"\.$/,
    ],
    [
      'no header',
      ({ metadata }) => {
        delete metadata['flow'];
      },
      'a.bin must hold JSON in its metadata "flow"; received none.',
    ],
    [
      'a header that is no JSON',
      ({ metadata }) => {
        metadata['flow'] = '{"recipe":\n';
      },
      'a.bin must hold JSON in its metadata "flow"; received "{\\"recipe\\":\\n".',
    ],
    [
      'a header of brackets',
      ({ metadata }) => {
        metadata['flow'] = '['.repeat(1e6);
      },
      /^a\.bin must hold JSON in its metadata "flow"; received "\[{40}…"\.$/,
    ],
    [
      'a header that is a list',
      ({ metadata }) => {
        metadata['flow'] = '[1, 2]';
      },
      'a.bin must hold a valid entry at flow.recipe; received undefined.',
    ],
    [
      'a missing setting',
      ({ header }) => delete header.recipe['hidden'],
      /hidden must be an integer .*; received undefined/,
    ],
    [
      'a gigantic network',
      ({ header }) => {
        header.recipe['hidden'] = 1e9;
      },
      'The flow of a.bin does not fit together: hidden must be an integer from 1 to 4096; received 1000000000 (flow).',
    ],
    [
      'a large network, of which the file holds nothing',
      ({ header }) => {
        header.recipe['hidden'] = 4096;
      },
      /^The flow of a\.bin does not fit together: recipe must have at most \d+ weights; received one of 3\d{7} \(flow\)\.$/,
    ],
    [
      'as many transforms as orders, of which the file holds nothing',
      ({ header }) => {
        header.recipe['transforms'] = 4096;
        header.orders = Array.from({ length: 4096 }, () => [0, 1]);
      },
      /recipe must have at most \d+ weights; received one of \d+ \(flow\)\.$/,
    ],
    [
      'many small layers, of which the file holds nothing',
      ({ header }) => {
        header.recipe['hidden'] = 1;
        header.recipe['blocks'] = 60;
      },
      /recipe must have at most 25 weight tensors; received one of 252 \(flow\)\.$/,
    ],
    [
      'another kind',
      ({ header }) => {
        header.recipe['kind'] = 'nsf';
      },
      /: kind must be 'maf'; received "nsf" \(flow\)\.$/,
    ],
    [
      'a setting that nobody knows',
      ({ header }) => {
        header.recipe['activation'] = 'relu';
      },
      /: recipe must hold kind, .* only; received "activation" \(flow\)\.$/,
    ],
    [
      'a field that nobody knows',
      ({ header }) => {
        header['embedding'] = { kind: 'mlp' };
      },
      'a.bin must hold no entry at flow.embedding; received "embedding".',
    ],
    [
      'a field with a name of many lines',
      ({ header }) => {
        header[`a\n${'b'.repeat(1e5)}`] = 1;
      },
      /^a\.bin must hold no entry at flow\."a\\nb{38}…"; received "a\\nb{38}…"\.$/,
    ],
    [
      'orders that are no permutations',
      ({ header }) => {
        header.orders = [
          [0, 1],
          [1, 1],
        ];
      },
      'The flow of a.bin does not fit together: order must hold every place from 0 to dim - 1 once; received [1, 1] (MaskedAutoregressive).',
    ],
    [
      'orders of unequal length',
      ({ header }) => {
        header.orders = [[0, 1], [0]];
      },
      /: orders must hold an order of all coordinates for each of 2 transforms; received a list of 2 entries \(flow\)\.$/,
    ],
    [
      'too few orders',
      ({ header }) => {
        header.orders = [[0, 1]];
      },
      /: orders must hold an order of all coordinates for each of 2 transforms/,
    ],
    [
      'no orders',
      ({ header }) => {
        header.orders = [];
      },
      /: orders must hold an order of all coordinates/,
    ],
    [
      'orders of nothing',
      ({ header }) => {
        header.orders = [[], []];
      },
      /: order must hold every place .*; received \[\] \(MaskedAutoregressive\)\.$/,
    ],
    [
      'orders of another dimension',
      ({ header, tensors }) => {
        tensors['spare'] = { shape: [99], data: new Float32Array(99) };
        header.orders = [
          [0, 1, 2],
          [2, 1, 0],
        ];
      },
      'The tensor transforms.0.input.kernel of a.bin must have shape [3, 8]; received [2, 8].',
    ],
    [
      'orders that are words',
      ({ header }) => {
        header.orders = [['0', '1']];
      },
      'a.bin must hold a valid entry at flow.orders.0.0; received "0".',
    ],
    [
      'a negative place',
      ({ header }) => {
        header.orders = [[-1, 0]];
      },
      'a.bin must hold a valid entry at flow.orders.0.0; received -1.',
    ],
    [
      'an x of another size',
      ({ header }) => {
        header.xShape = [3];
      },
      'The tensor transforms.0.context.kernel of a.bin must have shape [3, 8]; received [2, 8].',
    ],
    [
      'a gigantic x',
      ({ header }) => {
        header.xShape = [1e9, 1e9];
      },
      /: shape must hold at most 2147483647 elements/,
    ],
    [
      'an x without axes',
      ({ header }) => {
        header.xShape = [];
      },
      /: xShape must have 1 to 4 axes, none empty; received \[\] \(flow\)\.$/,
    ],
    [
      'an x of nothing',
      ({ header }) => {
        header.xShape = [2, 0];
      },
      /: xShape must have 1 to 4 axes, none empty; received \[2, 0\]/,
    ],
    [
      'a clip that is a word',
      ({ header }) => {
        header.clip = 'yes';
      },
      'a.bin must hold a valid entry at flow.clip; received "yes".',
    ],
    [
      'a missing weight',
      ({ tensors }) => {
        delete tensors['transforms.1.hidden.0.bias'];
        tensors['spare'] = { shape: [8], data: new Float32Array(8) };
      },
      'a.bin must hold the tensor transforms.1.hidden.0.bias; received none.',
    ],
    [
      'a missing number of the preconditioner',
      ({ tensors }) => {
        delete tensors['preconditioner.spread'];
      },
      'a.bin must hold the tensor preconditioner.spread; received none.',
    ],
    [
      'a misshapen weight',
      ({ tensors }) => {
        const { data } = tensors['transforms.0.hidden.0.kernel'] as StoredTensor;
        tensors['transforms.0.hidden.0.kernel'] = { shape: [64], data };
      },
      'The tensor transforms.0.hidden.0.kernel of a.bin must have shape [8, 8]; received [64].',
    ],
    [
      'a weight too many',
      ({ tensors }) => {
        tensors['transforms.2.input.bias'] = { shape: [8], data: new Float32Array(8) };
      },
      'a.bin must hold no other tensors of a flow than its recipe needs; received "transforms.2.input.bias".',
    ],
    [
      'a weight of NaN',
      (file) => edit(file, 'transforms.0.output.bias', (data) => data.fill(NaN, 2, 3)),
      'The tensor transforms.0.output.bias of a.bin must hold finite numbers; received NaN at 2.',
    ],
    [
      'an infinite weight',
      (file) => edit(file, 'transforms.0.output.bias', (data) => data.fill(-Infinity, 0, 1)),
      'The tensor transforms.0.output.bias of a.bin must hold finite numbers; received -Infinity at 0.',
    ],
    [
      'bounds of NaN',
      (file) => edit(file, 'preconditioner.low', (data) => data.fill(NaN)),
      /: values\.low must be below values\.high; received NaN and 1 at index 0 \(flow\)\.$/,
    ],
    [
      'bounds turned round',
      (file) => edit(file, 'preconditioner.high', (data) => data.fill(-2, 0, 1)),
      /: values\.low must be below values\.high; received -1 and -2 at index 0/,
    ],
    [
      'a scale of 0',
      (file) => edit(file, 'preconditioner.xScale', (data) => data.fill(0, 1, 2)),
      /: values\.xScale must be finite and at least 2\^-126; received 0 at index 1/,
    ],
    [
      'a negative spread',
      (file) => edit(file, 'preconditioner.spread', (data) => data.fill(-1)),
      /: values\.spread must be finite and at least 2\^-126; received -1 at index 0/,
    ],
    [
      'a middle that is not the box’s',
      (file) => edit(file, 'preconditioner.loc', (data) => data.fill(0.5, 0, 1)),
      new RegExp(
        `: values\\.loc and \\.scale must be 0 and 1, ${box.slice(3)} of the box; received 0\\.5 and 1`,
      ),
    ],
  ])('%s', async (_, change, message) => {
    const bytes = await broken(change);
    const before = tf.memory().numTensors;
    const fail = () => decodeFlow(bytes, 'a.bin');
    expect(fail).toThrow(message);
    expect(fail).toThrow(expect.objectContaining({ code: 'serialization' }));
    expect(fail).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,240}$/) }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('bytes that are no file of tensors', () => {
    expect(() => decodeFlow(new Uint8Array(4))).toThrow(/^model file must /);
    expect(() => decodeFlow('flow' as never)).toThrow(
      'bytes must be a Uint8Array; received "flow" (readSafetensors).',
    );
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
