import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeValue, ShapeError } from '@sbi/core';
import { readSafetensors } from '@sbi/flows';

/** What a training takes to go on after whatever ended its process. */
export interface CheckpointFile {
  /** What was read; undefined before the first training. */
  readonly checkpoint: Uint8Array | undefined;
  /** Writes the next one. */
  readonly onCheckpoint: (bytes: Uint8Array) => Promise<void>;
}

/**
 * The checkpoint of a training in a file: options for `npe` or a `Trainer`, which then go on where a killed process was.
 *
 * A checkpoint is written beside the file, made durable, and put in its place; the one before stays as `path.previous`,
 * and is read where the newest is missing or damaged. One training a file.
 *
 * @throws ShapeError for a path that is none
 * @throws SerializationError when there are files and none of them can be read
 * @example
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { useBackend } from '@sbi/backends';
 * import { npe } from '@sbi/npe';
 * import { checkpointFile } from '@sbi/npe/node';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const path = join(await mkdtemp(join(tmpdir(), 'sbi-')), 'training.checkpoint');
 * const first = await npe(simulations, { prior, seed: 2, maxEpochs: 2, ...(await checkpointFile(path)) });
 * // … another day, in another process: two epochs are done
 * const second = await npe(simulations, { prior, seed: 2, maxEpochs: 3, ...(await checkpointFile(path)) });
 * console.log(first.training.epochs, second.training.epochs); // → 2 3
 * first.dispose();
 * second.dispose();
 */
export async function checkpointFile(path: string): Promise<CheckpointFile> {
  if (typeof path !== 'string' || path === '') {
    throw new ShapeError('path', 'be the path of a file', describeValue(path), 'checkpointFile');
  }
  return { checkpoint: await newest(path), onCheckpoint: (bytes) => replace(path, bytes) };
}

/** The newest whole checkpoint. @throws what is wrong with the newest where none is whole */
async function newest(path: string): Promise<Uint8Array | undefined> {
  let failure: unknown;
  for (const candidate of [path, previous(path)]) {
    try {
      const bytes = new Uint8Array(await readFile(candidate));
      readSafetensors(bytes, candidate);
      return bytes;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** At every moment a whole checkpoint stands under one of the two names. */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.writing`;
  const file = await open(fresh, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path, previous(path)).catch((error: { code?: unknown }) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** Makes the new names durable; Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function previous(path: string): string {
  return `${path}.previous`;
}
