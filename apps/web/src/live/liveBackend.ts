import { type BackendName, useBackend } from '@sbi/backends';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

/** Starts a backend for draws. @throws BackendError saying in a line why it cannot start */
export async function startBackend(name: BackendName): Promise<void> {
  await useBackend(name, { wasmPaths: { 'tfjs-backend-wasm-simd.wasm': simd } });
}
