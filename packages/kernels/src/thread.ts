import { type Order, workerClass } from './port.ts';
import type { KernelBuild } from './primitives.ts';

/** Another thread, in Node or in a page. */
export interface Thread {
  post(order: Order): void;
}

interface NodeWorker {
  once(event: 'message' | 'error', listener: (value: unknown) => void): void;
  unref(): void;
}

/** Starts a thread with kernels of this build; rejects where it does not start. One that is unawaited keeps no process alive. */
export async function startThread(
  build: KernelBuild,
  how: 'awaited' | 'unawaited' = 'awaited',
): Promise<Thread> {
  const Worker = workerClass();
  // written out so that bundlers see it, and bundle the worker
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const inNode = 'once' in worker ? (worker as unknown as NodeWorker) : undefined;
  if (how === 'unawaited') inNode?.unref();
  await new Promise<void>((resolve, reject) => {
    if (inNode) {
      inNode.once('message', () => resolve());
      inNode.once('error', reject);
    } else {
      worker.onmessage = () => resolve();
      worker.onerror = (event) => reject(new Error(event.message || 'a worker that does not start'));
    }
    worker.postMessage({ build } satisfies Order);
  });
  inNode?.unref();
  return { post: (order) => worker.postMessage(order) };
}
