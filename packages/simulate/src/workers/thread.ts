import { describeThrown } from '../describe.ts';
import { nodeWorker } from './nodeThreads.ts';
import type { Report, Task } from './protocol.ts';

/** One worker, in Node or in a page. */
export interface Thread {
  post(task: Task): void;
  stop(): Promise<void>;
}

export interface ThreadEvents {
  report(report: Report): void;
  /** The worker is gone, or has thrown outside of any row. */
  died(received: string, cause?: unknown): void;
}

interface NodeWorker {
  on(event: 'message', listener: (report: Report) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
}

/** Starts a worker that waits for tasks. */
export function startThread(events: ThreadEvents): Thread {
  const Worker = nodeWorker() ?? globalThis.Worker;
  // written out so that bundlers see it, and bundle the worker
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  if ('on' in worker) listenInNode(worker as unknown as NodeWorker, events);
  else listenInPage(worker, events);
  return {
    post: (task) => worker.postMessage(task),
    stop: async () => {
      await worker.terminate();
    },
  };
}

function listenInNode(worker: NodeWorker, events: ThreadEvents): void {
  let thrown: { error: unknown } | undefined;
  worker.on('message', events.report);
  worker.on('error', (error) => {
    thrown = { error };
  });
  // 'exit' comes after the last report, 'error' may come before it
  worker.on('exit', (code) => {
    if (thrown) events.died(describeThrown(thrown.error), thrown.error);
    else events.died(`exit code ${code}`);
  });
}

function listenInPage(worker: Worker, events: ThreadEvents): void {
  worker.onmessage = ({ data }) => events.report(data);
  worker.onerror = (event) => {
    event.preventDefault();
    events.died(event.message || 'a worker that does not start', event.error);
  };
}
