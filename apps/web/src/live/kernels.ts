import { type RunningKernels, registerKernels } from '@sbi/kernels';

/** More than this share nothing but the waiting: one drag has some two dozen chunks. */
const MOST_THREADS = 4;

/** Registers the fused kernels on as many threads as this page may have: one, unless it is cross-origin isolated. */
export function shareKernels(): Promise<RunningKernels> {
  return registerKernels({ threads: Math.min(MOST_THREADS, navigator.hardwareConcurrency) });
}
