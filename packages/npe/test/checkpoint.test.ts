import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SbiError } from '@sbi/core';
import { BoxUniform, DiagNormal } from '@sbi/distributions';
import { maf, mlp, readSafetensors, writeSafetensors } from '@sbi/flows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { checkpointFile } from '../src/node.ts';
import { backends, start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { mapTable, quick, smallSimulations } from './small.ts';

const simulations = smallSimulations(200, 1);
const more = smallSimulations(100, 2);
const joined = {
  theta: { ...more.theta, rows: 300, data: Float32Array.of(...simulations.theta.data, ...more.theta.data) },
  x: { ...more.x, rows: 300, data: Float32Array.of(...simulations.x.data, ...more.x.data) },
};

expectNoLeaks();

const make = (options: Partial<NpeOptions> = {}, table = simulations) =>
  new Trainer(table, { ...quick, ...options });

/** A checkpoint after so many epochs. */
async function stopped(epochs: number, options: Partial<NpeOptions> = {}): Promise<Uint8Array> {
  const trainer = make({ ...options, maxEpochs: epochs });
  await finish(trainer);
  const bytes = await trainer.checkpoint();
  await endOf(trainer);
  return bytes;
}

describe.each(backends)('a checkpoint on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each([
    ['adam', {}],
    ['sgd on a plateau', { optimizer: 'sgd', schedule: 'plateau', patience: 4, averaging: 0 }],
    ['adamw along a cosine, with weights', { optimizer: 'adamw', schedule: 'cosine', scheduleSteps: 40 }],
  ] as const)('has a training go on to the same bits (%s)', async (_, given) => {
    const options = { ...given, weights: simulations.x.data.filter((__, i) => i % 2 === 0).map(Math.abs) };
    const whole = make({ ...options, maxEpochs: 6 });
    const expected = await finish(whole);
    const checkpoint = await stopped(3, options);
    const trainer = make({ ...options, maxEpochs: 6, checkpoint });
    expect(trainer.summary).toMatchObject({ epochs: 3, steps: 9, stopped: 'cancelled' });
    expect(await finish(trainer)).toEqual(expected.slice(3));
    expect(await endOf(trainer)).toEqual(await endOf(whole));
  });
});

describe('a checkpoint', () => {
  beforeAll(() => start('wasm'));

  it('of simulations that were appended goes on with all of them', async () => {
    const trainer = make();
    await finish(trainer);
    trainer.append(more);
    trainer.resume({ maxEpochs: 6 });
    const untouched = await trainer.checkpoint(); // the best weights are not scored yet
    await finish(trainer);
    const again = make({ checkpoint: untouched, maxEpochs: 6 }, joined);
    await finish(again);
    expect(await endOf(again)).toEqual(await endOf(trainer));
  });

  it('of an ended training has nothing to do, unless the limits are others', async () => {
    const checkpoint = await stopped(3);
    const ended = make({ checkpoint, maxEpochs: 3 });
    expect(ended.stopped).toBe('epochs');
    expect(await finish(ended)).toHaveLength(0);
    await endOf(ended);
    const longer = make({ checkpoint, maxEpochs: 4 });
    expect(await finish(longer)).toHaveLength(1);
    await endOf(longer);
  });

  it('is handed out every so many epochs and at the end; training waits for it', async () => {
    const seen: number[] = [];
    let waiting = false;
    const onCheckpoint = async (bytes: Uint8Array) => {
      waiting = true;
      await new Promise((resolve) => setTimeout(resolve, 5));
      waiting = false;
      const again = make({ checkpoint: bytes });
      seen.push(again.summary.epochs);
      await endOf(again);
    };
    const onProgress = () => expect(waiting).toBe(false);
    const amortized = await npe(simulations, {
      ...quick,
      maxEpochs: 5,
      checkpointEvery: 2,
      onCheckpoint,
      onProgress,
    });
    expect(seen).toEqual([2, 4, 5]);
    amortized.dispose();
    const failing = () => Promise.reject(new Error('disk full'));
    await expect(npe(simulations, { ...quick, onCheckpoint: failing })).rejects.toThrow('disk full');
    expect(() => make({ checkpointEvery: 0 })).toThrow(
      'checkpointEvery must be an integer from 1; received 0',
    );
  });

  const { theta, x } = simulations;
  it.each([
    ['simulations', {}, { theta, x: mapTable(x, (value, i) => (i === 399 ? value + 1e-6 : value)) }],
    ['embedding', { embedding: mlp() }, simulations],
    ['simulations', {}, joined],
    ['simulations', { weights: new Array(200).fill(1) }, simulations],
    ['prior', { prior: new BoxUniform([-2, -2], [2, 3]) }, simulations],
    ['prior', { prior: new DiagNormal([0, 0], 1) }, simulations],
    ['seed', { seed: 2 }, simulations],
    ['seed', { splitSeed: 2 }, simulations],
    ['batchSize', { batchSize: 60 }, simulations],
    ['learningRate', { learningRate: 1e-3 }, simulations],
    ['flow', { flow: maf({ hidden: 16, transforms: 3 }) }, simulations],
    ['support', { support: 'reject' }, simulations],
  ] as const)('of another training is refused by name: %s %#', async (differs, options, table) => {
    const checkpoint = await stopped(1);
    let error: unknown;
    try {
      make({ ...options, checkpoint } as Partial<NpeOptions>, table);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CheckpointError);
    expect(SbiError.isInstance(error) && error.code).toBe('checkpoint');
    expect(error).toMatchObject({
      differs,
      message: expect.stringMatching(
        new RegExp(
          `^A training goes on from a checkpoint only with the ${differs} that it was made with, .+; received .+ \\(Trainer\\)\\.$`,
        ),
      ),
    });
  });

  it('that is none, damaged or a model is refused, and nothing leaks', async () => {
    const checkpoint = await stopped(1);
    const refuse = (bytes: Uint8Array) => expect(() => make({ checkpoint: bytes }));
    refuse(checkpoint.subarray(0, checkpoint.length - 4)).toThrow('checkpoint');
    refuse(new Uint8Array()).toThrow('checkpoint');
    refuse('bytes' as never).toThrow('bytes must be a Uint8Array');
    const amortized = await npe(simulations, { ...quick, maxEpochs: 1 });
    refuse(await amortized.encode()).toThrow(
      /^checkpoint must have the format "sbi-checkpoint\/1"; received "sbi-posterior\/\d+"\.$/,
    );
    amortized.dispose();
    const { tensors, metadata } = readSafetensors(checkpoint);
    const { 'optimizer.first': _, ...rest } = tensors;
    refuse(writeSafetensors(rest, metadata)).toThrow('checkpoint must hold the tensor optimizer.first');
    const header = JSON.parse(metadata['training'] as string);
    const changed = { ...header, progress: { ...header.progress, bestEpoch: 7 } };
    refuse(writeSafetensors(tensors, { ...metadata, training: JSON.stringify(changed) })).toThrow(
      'checkpoint must hold as many losses as epochs',
    );
    refuse(writeSafetensors(tensors, { ...metadata, training: '{}' })).toThrow('training.identity');
  });
});

describe('checkpointFile', () => {
  beforeAll(() => start('wasm'));
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sbi-checkpoint-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('keeps the newest and the one before, and reads the one before where the newest is damaged', async () => {
    const path = join(folder, 'a');
    const { checkpoint, onCheckpoint } = await checkpointFile(path);
    expect(checkpoint).toBeUndefined();
    const [first, second] = [await stopped(1), await stopped(2)];
    await onCheckpoint(first);
    expect((await checkpointFile(path)).checkpoint).toEqual(first);
    await onCheckpoint(second);
    expect((await checkpointFile(path)).checkpoint).toEqual(second);
    expect(new Uint8Array(await readFile(`${path}.previous`))).toEqual(first);
    await truncate(path, second.length / 2);
    expect((await checkpointFile(path)).checkpoint).toEqual(first);
    await rm(path);
    expect((await checkpointFile(path)).checkpoint).toEqual(first);
  });

  it('says what is wrong when no file can be read', async () => {
    const path = join(folder, 'b');
    await writeFile(path, 'not a checkpoint');
    await expect(checkpointFile(path)).rejects.toThrow(path);
    await expect(checkpointFile('')).rejects.toThrow(
      'path must be the path of a file; received "" (checkpointFile).',
    );
    await expect(checkpointFile(join(folder, 'none', 'c'))).resolves.toMatchObject({ checkpoint: undefined });
    const { onCheckpoint } = await checkpointFile(join(folder, 'none', 'c'));
    await expect(onCheckpoint(new Uint8Array())).rejects.toThrow('ENOENT');
  });
});
