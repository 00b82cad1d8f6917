import { type BackendName, useBackend } from '@sbi/backends';
import { registerKernels } from '@sbi/kernels';
import { decode } from '@sbi/npe';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

declare global {
  interface Window {
    drawOn: typeof drawOn;
  }
}

interface Order {
  readonly backend: BackendName;
  /** A model file. */
  readonly bytes: readonly number[];
  readonly x: readonly number[];
  readonly count: number;
}

/** Draws from the posterior at x, computed by that backend, with kernels where it has them. */
async function drawOn({ backend, bytes, x, count }: Order): Promise<number[]> {
  await useBackend(backend, { wasmPaths: { 'tfjs-backend-wasm-simd.wasm': simd } });
  await registerKernels();
  using model = decode(Uint8Array.from(bytes));
  const { data } = await model.given(x).sample(count, { seed: 1 });
  return [...data];
}

Object.assign(window, { drawOn });
