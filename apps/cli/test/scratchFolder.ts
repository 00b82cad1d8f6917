import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** An empty folder for one test file; it goes when the file is done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sbi-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
