import type { Report, Task } from './protocol.ts';

/** The side of a channel that a worker sees: the same in a page's worker and in a thread of Node. */
export interface Port {
  onmessage: ((event: { readonly data: Task }) => void) | null;
  postMessage(report: Report, transfer?: readonly ArrayBufferLike[]): void;
}

interface NodeProcess {
  readonly execArgv: readonly string[];
  getBuiltinModule?(id: string): { readonly parentPort: Port | null; readonly Worker: typeof Worker };
}

// Asked for at run time, so that no bundler meets an import of Node's.
const { process } = globalThis as unknown as { process?: NodeProcess };
const threads = process?.getBuiltinModule?.('node:worker_threads');

/** What a thread of Node listens to; undefined in a page, and outside of any thread. */
export const parentPort: Port | undefined = threads?.parentPort ?? undefined;

/** The class of Node's threads; undefined in a page. */
export function nodeWorker(): typeof Worker | undefined {
  if (!threads || !process?.execArgv.some((flag) => flag.startsWith('--input-type'))) return threads?.Worker;
  // The flag for a script on the command line would forbid the thread its file.
  return class extends threads.Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, { ...options, execArgv: [] } as WorkerOptions);
    }
  };
}
