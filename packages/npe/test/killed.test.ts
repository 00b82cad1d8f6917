import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@sbi/core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folders = ['alone', 'killed']
  .map((name) => join(tmpdir(), `sbi-${name}-`))
  .map((at) => mkdtempSync(at));
const [alone, killed] = folders as [string, string];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Runs the training of killed.mjs; how it ended. */
function run(folder: string, kill: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['killed.mjs', folder, JSON.stringify(kill)], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += String(text);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? `${code} ${errors}`));
  });
}

/** Seeded places: after so many of the seven breaths of an epoch or so, twice in a checkpoint that is being written. */
const rng = Rng.fromSeed(7);
const KILLS = Array.from({ length: 10 }, (_, i) => {
  if (i === 4) return { writing: true };
  return i === 7 ? { renaming: true } : { after: 2 + rng.int(20) };
});

beforeAll(async () => {
  expect(await run(alone, null)).toMatch(/^0/);
});

it('a training killed ten times by SIGKILL ends with the same bits as one left alone', async () => {
  for (const [i, kill] of KILLS.entries()) {
    expect(await run(killed, kill), `kill ${i}: ${JSON.stringify(kill)}`).toBe('SIGKILL');
    expect(existsSync(join(killed, 'model'))).toBe(false);
    // what was being written never stands in the place of a checkpoint
    if ('writing' in kill) expect(existsSync(join(killed, 'training.checkpoint.writing'))).toBe(true);
    if ('renaming' in kill) expect(existsSync(join(killed, 'training.checkpoint'))).toBe(false);
  }
  expect(await run(killed, null)).toMatch(/^0/);
  const [a, b] = [alone, killed].map((folder) => readFileSync(join(folder, 'model'))) as [Buffer, Buffer];
  expect(a.equals(b)).toBe(true);
});
