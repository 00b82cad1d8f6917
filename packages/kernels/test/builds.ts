import { setFlagsFromString } from 'node:v8';
import { canRun, type KernelBuild } from '../src/primitives.ts';

// Node 20 has relaxed SIMD behind a flag that may be set while it runs; later ones have it anyway.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** The builds that this engine runs. */
export const builds: readonly KernelBuild[] = (['exact', 'fast'] as const).filter(canRun);
