import { constants, rmSync } from 'node:fs';
import { access, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeFileError } from './fileError.ts';
import { UsageError } from './usageError.ts';

/**
 * Writes whole files or none: to a temporary name beside the target, then renamed. It remembers what it wrote, for the
 * last lines of a command, and what is being written, for an end in the middle.
 */
export class Files {
  /** Paths as they were given, in the order they were finished. */
  readonly written: string[] = [];
  private readonly temporary = new Set<string>();

  /** @throws UsageError naming the file and what stands in the way */
  async write(path: string, content: string | Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    try {
      const target = await realpath(path).catch(() => path);
      const found = await stat(target).catch(() => undefined);
      // A pipe or /dev/null has nothing to be half of, and must not be replaced.
      if (found && !found.isFile() && !found.isDirectory()) await writeFile(target, content);
      else await this.replace(target, content, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw describeFileError(error, path, 'written');
    }
    this.written.push(path);
  }

  /** Remembers a file that another part writes again and again, whole each time. */
  note(path: string): void {
    if (!this.written.includes(path)) this.written.push(path);
    this.temporary.add(`${path}.writing`);
  }

  /** Makes the folder that a command writes several files to. */
  async makeFolder(path: string): Promise<void> {
    try {
      await mkdir(path, { recursive: true });
      await access(path, constants.W_OK);
    } catch (error) {
      throw describeFileError(error, path, 'written');
    }
  }

  /** Says before long work that a file could not be written after it. @throws UsageError */
  async expectWritable(path: string): Promise<void> {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new UsageError(`${path} cannot be written: it is a folder.`);
    try {
      const folder = await stat(dirname(path));
      if (!folder.isDirectory())
        throw new UsageError(`${path} cannot be written: ${dirname(path)} is no folder.`);
      await access(found ? path : dirname(path), constants.W_OK);
    } catch (error) {
      throw describeFileError(error, path, 'written');
    }
  }

  /** Removes what is half-written, at once: for an end that waits for nothing. */
  removeTemporaries(): void {
    for (const path of this.temporary) rmSync(path, { force: true });
    this.temporary.clear();
  }

  private async replace(target: string, content: string | Uint8Array, signal?: AbortSignal): Promise<void> {
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    this.temporary.add(temporary);
    try {
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(content, signal ? { signal } : {});
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      this.temporary.delete(temporary);
    }
  }
}
