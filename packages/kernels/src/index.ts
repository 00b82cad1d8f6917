export { registerKernels } from './registerKernels.ts';
