import { type RunningKernels, registerKernels } from '@sbi/kernels';

/** More than this share nothing but the waiting: one drag has some two dozen chunks. */
const MOST_THREADS = 4;

/**
 * Registers the fused kernels on as many threads as this page may have: one, unless it is cross-origin isolated.
 *
 * @param spared cores that are left to others: long work must not keep the page itself from its pictures
 */
export function shareKernels(spared = 0): Promise<RunningKernels> {
  const threads = Math.max(1, navigator.hardwareConcurrency - spared);
  return registerKernels({ threads: Math.min(MOST_THREADS, threads) });
}
