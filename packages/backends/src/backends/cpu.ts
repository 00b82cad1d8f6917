import { findBackend, type KernelBackend } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';

/** The running cpu backend. */
export async function cpuBackend(): Promise<KernelBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  // In Node its first write greets the console, unless that write has been.
  return Object.assign(findBackend('cpu'), { firstUse: false });
}

/** Plain JavaScript: starts everywhere. */
export const cpu: Backend = {
  id: 'cpu',
  async obstacle() {
    return undefined;
  },
  async load() {
    await cpuBackend();
  },
};
