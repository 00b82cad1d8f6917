import { createRequire } from 'node:module';
import type { WorkerOptions } from 'node:worker_threads';

// Vitest runs under the condition "@sbi/source"; a thread of plain Node must not inherit it.
const threads = createRequire(import.meta.url)('node:worker_threads') as typeof import('node:worker_threads');
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(url: URL, options: WorkerOptions) {
    super(url, { ...options, execArgv: [] });
  }
};

// Workers run the compiled package (`pnpm --filter @sbi/simulate... run compile`): tests that start some use it too.
const entry = new URL('../dist/index.js', import.meta.url).href;
export const built = (await import(/* @vite-ignore */ entry)) as typeof import('../src/index.ts');

/** A simulator as a module, from the text of a function and what stands before it. */
export function moduleOf(simulator: string, before = ''): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(`${before}\nexport default ${simulator};`)}`);
}
