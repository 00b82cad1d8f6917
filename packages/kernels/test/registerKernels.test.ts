import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { registerKernels } from '../src/index.ts';
import { usualThreads } from '../src/usualThreads.ts';
import { builds } from './builds.ts';

const threads = usualThreads();

describe('registerKernels', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('says which build runs, and swaps them without a word from tfjs', async () => {
    const warn = vi.spyOn(console, 'warn');
    const fast = builds.includes('fast') ? 'fast' : 'exact';
    expect(await registerKernels()).toEqual({ build: 'exact', threads });
    const exact = tf.getKernel('SbiMafLogProb', 'cpu');
    expect(await registerKernels({ build: 'fast' })).toEqual({ build: fast, threads });
    if (fast === 'fast') expect(tf.getKernel('SbiMafLogProb', 'cpu')).not.toBe(exact);
    expect(await registerKernels({})).toEqual({ build: 'exact', threads });
    expect(await registerKernels()).toEqual({ build: 'exact', threads });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('takes exact where the engine has no relaxed SIMD', async () => {
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await registerKernels({ build: 'fast' })).toEqual({ build: 'exact', threads });
    validate.mockRestore();
  });

  it('takes one thread where memory cannot be shared, and says so', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(await registerKernels({ threads: 4 })).toEqual({
      build: 'exact',
      threads: 1,
      reason: 'the page is not cross-origin isolated',
    });
    vi.unstubAllGlobals();
  });

  it('takes the cores of the machine on the main thread of Node, and one thread elsewhere', async () => {
    expect(threads).toBe(isMainThread ? Math.min(8, availableParallelism()) : 1);
    const builtin = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined); // as in a page
    expect(await registerKernels()).toEqual({ build: 'exact', threads: 1 });
    expect(builtin).toHaveBeenCalled();
    builtin.mockRestore();
  });

  it.each([0, 1.5, 65, '2', null])('refuses %j threads', async (threads) => {
    await expect(registerKernels({ threads: threads as number })).rejects.toThrow(
      /^threads must be an integer from 1 to 64; received .* \(registerKernels\)\.$/,
    );
  });

  it('refuses a build of another name', async () => {
    await expect(registerKernels({ build: 'quick' as 'fast' })).rejects.toThrow(
      `build must be 'exact' or 'fast'; received "quick" (registerKernels).`,
    );
  });
});
