import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, env, setBackend } from '@tensorflow/tfjs-core';

export const backends = ['cpu', 'wasm'] as const;

export async function start(backend: (typeof backends)[number]): Promise<void> {
  // Quiet without IS_TEST: under that flag tfjs takes what customGrad saves on wasm for a leak.
  env().set('IS_TEST', false);
  enableProdMode();
  if (!(await setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
}
