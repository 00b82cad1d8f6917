import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Plugin, rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const message =
  'There must be one copy of @tensorflow/tfjs-core in a process; two are loaded. ' +
  'Run "npm ls @tensorflow/tfjs-core" and make every package use the same version (~4.22.0).';

let folder: string;

/** Runs a module beside the built package and a second copy of tfjs-core; what it prints. */
async function inChild(script: string): Promise<string> {
  const path = join(folder, 'child.mjs');
  await writeFile(path, script);
  return (await run(process.execPath, [path])).stdout.trim();
}

describe('two copies of tfjs-core in one process', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sbi-core-'));
    const tools = new URL('../../../tools/publicOps.mjs', import.meta.url).href;
    const { publicOps } = (await import(tools)) as { publicOps: () => Plugin };
    const bundle = await rolldown({
      input: source,
      external: ['@tensorflow/tfjs-core'],
      plugins: [publicOps()],
      treeshake: { moduleSideEffects: true },
    });
    await bundle.write({ file: join(folder, 'core.mjs') });
    await bundle.close();
    const copied = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
    await copyFile(copied, join(folder, 'second.cjs'));
    await symlink(resolve(dirname(copied), '../../..'), join(folder, 'node_modules'), 'junction');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('give one clear error when the other came first', async () => {
    const printed = await inChild(`
      import './second.cjs';
      const error = await import('./core.mjs').catch((error) => error);
      console.log(error.name + ' ' + error.code + ': ' + error.message);
    `);
    expect(printed).toBe(`BackendError backend: ${message}`);
  });

  it('give the same error, when asked again, where the other came later', async () => {
    const printed = await inChild(`
      import { assertSingleCopy } from './core.mjs';
      assertSingleCopy();
      await import('./second.cjs');
      try { assertSingleCopy(); } catch (error) { console.log(error.message); }
    `);
    expect(printed).toBe(message);
  });

  it('are not seen in one', async () => {
    const printed = await inChild(`
      import '@tensorflow/tfjs-core';
      import { assertSingleCopy, Rng } from './core.mjs';
      await import('@tensorflow/tfjs-core');
      assertSingleCopy();
      console.log(Rng.fromSeed(1).bits());
    `);
    expect(printed).toBe('1260657551');
  });
});
