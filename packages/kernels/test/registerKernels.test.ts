import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { registerKernels } from '../src/index.ts';
import { builds } from './builds.ts';

describe('registerKernels', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('says which build runs, and swaps them without a word from tfjs', async () => {
    const warn = vi.spyOn(console, 'warn');
    const fast = builds.includes('fast') ? 'fast' : 'exact';
    expect(await registerKernels()).toBe('exact');
    const exact = tf.getKernel('SbiMafLogProb', 'cpu');
    expect(await registerKernels({ build: 'fast' })).toBe(fast);
    if (fast === 'fast') expect(tf.getKernel('SbiMafLogProb', 'cpu')).not.toBe(exact);
    expect(await registerKernels({})).toBe('exact');
    expect(await registerKernels()).toBe('exact');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('takes exact where the engine has no relaxed SIMD', async () => {
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await registerKernels({ build: 'fast' })).toBe('exact');
    validate.mockRestore();
  });

  it('refuses a build of another name', async () => {
    await expect(registerKernels({ build: 'quick' as 'fast' })).rejects.toThrow(
      `build must be 'exact' or 'fast'; received "quick" (registerKernels).`,
    );
  });
});
