export type { KernelBuild } from './primitives.ts';
export { type KernelOptions, registerKernels } from './registerKernels.ts';
