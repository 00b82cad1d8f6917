import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { describeFileError } from '../fileError.ts';
import { formatBytes } from '../size.ts';
import { UsageError } from '../usageError.ts';

/**
 * Everything in a file, as long as it is not larger than `limit`. Pipes and devices are read no further than that.
 *
 * @throws UsageError naming the file and why it cannot be read
 */
export async function readBytes(path: string, limit: number, signal?: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const found = await stat(path);
    if (found.isFile()) expectSize(path, found.size, limit);
    for await (const piece of createReadStream(path, {
      highWaterMark: 1 << 20,
      ...(signal ? { signal } : {}),
    })) {
      size += (piece as Buffer).length;
      expectSize(path, size, limit);
      pieces.push(piece as Buffer);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw describeFileError(error, path, 'read');
  }
  if (size === 0) throw new UsageError(`${path} must hold something; received an empty file.`);
  return Buffer.concat(pieces, size);
}

function expectSize(path: string, size: number, limit: number): void {
  if (size <= limit) return;
  throw new UsageError(
    `${path} must be at most ${formatBytes(limit)}; received ${formatBytes(size)} or more.`,
  );
}
