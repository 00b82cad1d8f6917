export type { KernelBuild } from './primitives.ts';
export { type KernelOptions, type RunningKernels, registerKernels } from './registerKernels.ts';
