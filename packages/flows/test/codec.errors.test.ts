import { decodeFlow, type StoredTensor } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { broken, edit, type File, field, meta, orders, recipe } from './brokenFile.ts';
import '@tensorflow/tfjs-backend-cpu';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('decodeFlow refuses', () => {
  it.each<[string, (file: File) => void, string | RegExp]>([
    [
      'no format',
      ({ metadata }) => delete metadata['format'],
      'a.bin must have the format "sbi-flow/2"; received none.',
    ],
    [
      'an unknown version',
      meta('format', 'sbi-flow/3'),
      'a.bin must have the format "sbi-flow/2"; received "sbi-flow/3".',
    ],
    [
      'a format of many lines',
      meta('format', `x\n${'y'.repeat(1e5)}`),
      /^a\.bin must have the format "sbi-flow\/2"; received "x\\ny{38}…"\.$/,
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
      meta('flow', '{"recipe":\n'),
      'a.bin must hold JSON in its metadata "flow"; received "{\\"recipe\\":\\n".',
    ],
    [
      'a header of brackets',
      meta('flow', '['.repeat(1e6)),
      /^a\.bin must hold JSON in its metadata "flow"; received "\[{40}…"\.$/,
    ],
    [
      'a header that is a list',
      meta('flow', '[1, 2]'),
      'a.bin must hold a valid entry at flow.recipe; received undefined.',
    ],
    [
      'a missing setting',
      ({ header }) => delete header.recipe['hidden'],
      /hidden must be an integer .*; received undefined/,
    ],
    [
      'a gigantic network',
      recipe('hidden', 1e9),
      'The flow of a.bin does not fit together: hidden must be an integer from 1 to 4096; received 1000000000 (flow).',
    ],
    [
      'a large network, of which the file holds nothing',
      recipe('hidden', 4096),
      /^The flow of a\.bin does not fit together: recipe must have at most \d+ weights; received one of 3\d{7} \(flow\)\.$/,
    ],
    [
      'as many transforms as orders, of which the file holds nothing',
      ({ header }) => {
        header.recipe['transforms'] = 4096;
        header.drawn['orders'] = Array.from({ length: 4096 }, () => [0, 1]);
      },
      /recipe must have at most \d+ weight tensors; received one of 4096 \(flow\)\.$/,
    ],
    [
      'many small layers, of which the file holds nothing',
      ({ header }) => {
        header.recipe['hidden'] = 1;
        header.recipe['blocks'] = 60;
      },
      /recipe must have at most 25 weight tensors; received one of 120 \(flow\)\.$/,
    ],
    [
      'a kind that nobody registered',
      recipe('kind', 'mine'),
      /: recipe must be of a known kind, maf.*, or be registered first by registerFlow; received "mine" \(flow\)\.$/,
    ],
    [
      'an embedding that nobody registered',
      field('embedding', { kind: 'mine' }),
      /: embedding must be of a known kind, .*, or be registered first by registerNetwork; received "mine" \(flow\)\.$/,
    ],
    ['a dimension of nothing', field('dim', 0), /: dim must be an integer from 1; received 0 \(flow\)\.$/],
    [
      'a gigantic dimension',
      field('dim', 1e9),
      'The tensor preconditioner.low of a.bin must have shape [1000000000]; received [2].',
    ],
    [
      'a setting that nobody knows',
      recipe('activation', 'relu'),
      /: recipe must hold kind, .* only; received "activation" \(flow\)\.$/,
    ],
    [
      'a field that nobody knows',
      field('ensemble', { kind: 'mlp' }),
      'a.bin must hold no entry at flow.ensemble; received "ensemble".',
    ],
    [
      'a field with a name of many lines',
      field(`a\n${'b'.repeat(1e5)}`, 1),
      /^a\.bin must hold no entry at flow\."a\\nb{38}…"; received "a\\nb{38}…"\.$/,
    ],
    [
      'orders that are no permutations',
      orders([
        [0, 1],
        [1, 1],
      ]),
      'The flow of a.bin does not fit together: orders must hold an order of all 2 coordinates for each of 2 transforms; received a list of 2 entries (flow).',
    ],
    [
      'orders of unequal length',
      orders([[0, 1], [0]]),
      /: orders must hold an order of all 2 coordinates for each of 2 transforms; received a list of 2 entries/,
    ],
    [
      'too few orders',
      orders([[0, 1]]),
      /: orders must hold an order of all 2 coordinates for each of 2 transforms/,
    ],
    ['no orders', orders([]), /: orders must hold an order of all 2 coordinates/],
    ['orders of nothing', orders([[], []]), /: orders must hold an order of all 2 coordinates/],
    [
      'orders of another dimension',
      ({ header, tensors }) => {
        tensors['spare'] = { shape: [99], data: new Float32Array(99) };
        header['dim'] = 3;
        header.drawn['orders'] = [
          [0, 1, 2],
          [2, 1, 0],
        ];
      },
      'The tensor transforms.0.input.kernel of a.bin must have shape [3, 8]; received [2, 8].',
    ],
    [
      'orders that are words',
      orders([
        ['0', '1'],
        ['1', '0'],
      ]),
      /: orders must hold an order of all 2 coordinates/,
    ],
    [
      'a negative place',
      orders([
        [-1, 0],
        [0, 1],
      ]),
      /: orders must hold an order of all 2 coordinates/,
    ],
    [
      'an x of another size',
      field('xShape', [3]),
      'The tensor transforms.0.context.kernel of a.bin must have shape [3, 8]; received [2, 8].',
    ],
    ['a gigantic x', field('xShape', [1e9, 1e9]), /: shape must hold at most 2147483647 elements/],
    [
      'an x without axes',
      field('xShape', []),
      /: xShape must have 1 to 4 axes, none empty; received \[\] \(flow\)\.$/,
    ],
    [
      'an x of nothing',
      field('xShape', [2, 0]),
      /: xShape must have 1 to 4 axes, none empty; received \[2, 0\]/,
    ],
    [
      'a clip that is a word',
      field('clip', 'yes'),
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
      /: values\.loc and \.scale must be 0 and 1, middle and half-width of the box; received 0\.5 and 1/,
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
