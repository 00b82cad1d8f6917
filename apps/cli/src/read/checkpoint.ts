import { SbiError } from '@sbi/core';
import { type CheckpointFile, checkpointFile } from '@sbi/npe/node';
import type { Context } from '../context.ts';
import { describeFileError } from '../fileError.ts';
import { UsageError } from '../usageError.ts';

/** The checkpoint of a training, to go on from it and to write it; undefined where none was asked for. */
export async function openCheckpoint(
  { checkpoint: path }: { readonly checkpoint?: string },
  { files, screen }: Context,
): Promise<CheckpointFile | undefined> {
  if (path === undefined) return undefined;
  await files.expectWritable(path);
  const { checkpoint, onCheckpoint } = await open(path);
  if (checkpoint) screen.line(`Going on from ${path}.`);
  return {
    checkpoint,
    onCheckpoint: async (bytes) => {
      try {
        await onCheckpoint(bytes);
      } catch (error) {
        throw describeFileError(error, path, 'written');
      }
      files.note(path);
    },
  };
}

async function open(path: string): Promise<CheckpointFile> {
  try {
    return await checkpointFile(path);
  } catch (error) {
    if (!SbiError.isInstance(error)) throw describeFileError(error, path, 'read');
    throw new UsageError(`${path} must be a checkpoint of a training: ${error.message}`, { cause: error });
  }
}
