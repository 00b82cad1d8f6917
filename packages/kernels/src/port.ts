import type { Board } from './board.ts';
import { builtinModule } from './builtinModule.ts';
import type { KernelBuild } from './primitives.ts';

/** What a thread is told: first which build, then at which board it finds its jobs, and its number there. */
export type Order = { readonly build: KernelBuild } | { readonly board: Board; readonly index: number };

/** The side of a channel that a worker sees: the same in a page's worker and in a thread of Node. */
export interface Port {
  onmessage: ((event: { readonly data: Order }) => void) | null;
  postMessage(report: 'ready'): void;
}

const threads = builtinModule<{ readonly parentPort: Port | null; readonly Worker: typeof Worker }>(
  'node:worker_threads',
);

/** What a thread of Node listens to; undefined in a page, and outside of any thread. */
export const parentPort: Port | undefined = threads?.parentPort ?? undefined;

/** The class of workers. */
export function workerClass(): typeof Worker {
  if (!threads) return globalThis.Worker;
  // a flag for a script on the command line would forbid the thread its file
  return class extends threads.Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, { ...options, execArgv: [] } as WorkerOptions);
    }
  };
}
