import { matrixOf, Rng, SerializationError } from '@sbi/core';
import {
  buildFlow,
  convolution1d,
  decodeFlow,
  deepSet,
  encodeFlow,
  maf,
  mlp,
  readSafetensors,
  writeSafetensors,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';

const rng = Rng.fromSeed(1);
const numbers = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
const small = maf({ transforms: 2, hidden: 4, blocks: 1 });
const head = { hidden: 4, outputs: 3 };

type Entries = Record<string, unknown>;

/** A file of a flow with an embedding, right but for what `change` does to the recipe, or to the tensors. */
async function broken(
  change: (embedding: Entries, header: Entries) => void,
  drop?: string,
): Promise<Uint8Array> {
  const rows = { theta: matrixOf(numbers(20), 1), x: matrixOf(numbers(20 * 8), 8), xShape: [4, 2] };
  using flow = buildFlow(small, rows, { seed: 1, embedding: deepSet({ trial: mlp(head), ...head }) });
  const { tensors, metadata } = readSafetensors(await encodeFlow(flow));
  const header = JSON.parse(metadata['flow'] as string) as Entries;
  change(header['embedding'] as Entries, header);
  const kept = Object.fromEntries(Object.entries(tensors).filter(([name]) => name !== drop));
  return writeSafetensors(kept, { ...metadata, flow: JSON.stringify(header) });
}

/** A recipe in a recipe, and so on. */
function nested(depth: number): Entries {
  let recipe: Entries = { ...mlp(head) };
  for (let i = 0; i < depth; i++) recipe = { ...deepSet(head), trial: recipe };
  return recipe;
}

describe('a file of a flow with an embedding', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('is read', async () => {
    decodeFlow(await broken(() => undefined)).dispose();
  });

  it.each<[string, (embedding: Entries, header: Entries) => void, string]>([
    ['of another kind', (e) => Object.assign(e, { kind: 'lstm' }), 'embedding must be of a known kind, mlp,'],
    ['of a kind of every object', (e) => Object.assign(e, { kind: 'constructor' }), 'received "constructor"'],
    ['without a kind', (e) => delete e['kind'], 'embedding must be the recipe of a network, as from mlp();'],
    ['of no kind at all', (_, h) => Object.assign(h, { embedding: [] }), 'flow.embedding'],
    ['as text', (_, h) => Object.assign(h, { embedding: 'mlp' }), 'flow.embedding; received "mlp"'],
    [
      'left out',
      (_, h) => Object.assign(h, { embedding: null }),
      'context.kernel of model file must have shape [8, 4]; received [3, 4]',
    ],
    ['not there', (_, h) => delete h['embedding'], 'flow.embedding; received undefined'],
    ['with a word too many', (e) => Object.assign(e, { bias: false }), 'deepSet must hold kind, trial,'],
    ['without a word', (e) => delete e['aggregate'], "deepSet.aggregate must be 'mean' or 'sum'"],
    ['of many units', (e) => Object.assign(e, { hidden: 4096 }), 'recipe must have at most'],
    ['of many layers', (e) => Object.assign(e, { layers: 64 }), 'recipe must have at most'],
    ['of more units', (e) => Object.assign(e, { hidden: 5 }), 'must have shape [4, 5]; received [4, 4]'],
    [
      'of -1 units',
      (e) => Object.assign(e, { hidden: -1 }),
      'deepSet.hidden must be an integer from 1 to 4096',
    ],
    [
      'for a vector',
      (_, h) => Object.assign(h, { xShape: [8] }),
      'xShape must be [trials, ...trial] for deepSet',
    ],
    [
      'in itself',
      (_, h) => Object.assign(h, { embedding: nested(3) }),
      'xShape must be [trials, ...trial] for deepSet',
    ],
    ['deep in itself', (_, h) => Object.assign(h, { embedding: nested(200) }), 'flow.embedding'],
    [
      'of another trial network',
      (e) => Object.assign(e, { trial: convolution1d(head) }),
      'xShape must be [times, channels] for convolution1d; received [2]',
    ],
  ])('%s is refused in a line', async (_, change, message) => {
    const bytes = await broken(change);
    const before = tf.memory().numTensors;
    expect(() => decodeFlow(bytes)).toThrow(SerializationError);
    expect(() => decodeFlow(bytes)).toThrow(message);
    expect(() => decodeFlow(bytes)).toThrow(/^[^\n]{1,400}$/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused without one of its weights', async () => {
    const bytes = await broken(() => undefined, 'embedding.trial.hidden.0.kernel');
    expect(() => decodeFlow(bytes)).toThrow(
      'must hold the tensor embedding.trial.hidden.0.kernel; received none.',
    );
  });
});
