import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';

export const backends = ['cpu', 'wasm'] as const;

export async function start(backend: (typeof backends)[number]): Promise<void> {
  if (!(await setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
}
