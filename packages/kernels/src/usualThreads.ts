import { builtinModule } from './builtinModule.ts';

/** Beyond, copies and waiting take what more threads give. */
const MOST = 8;

/**
 * How many threads share the work where nobody says how many: in Node the cores that the process may use; one in a thread of
 * Node, which has others beside it, and in a page, whose workers are its own affair.
 */
export function usualThreads(): number {
  if (typeof SharedArrayBuffer === 'undefined') return 1;
  const isMain = builtinModule<{ readonly isMainThread: boolean }>('node:worker_threads')?.isMainThread;
  const cores = builtinModule<{ availableParallelism(): number }>('node:os')?.availableParallelism() ?? 1;
  return isMain ? Math.min(MOST, cores) : 1;
}
