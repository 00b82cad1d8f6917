/** A worker that is killed says nothing; but the lock that it held, under its own name, is free then. It must hold it before it says anything. */
export async function holdLifeline(): Promise<void> {
  const { locks } = navigator;
  if (!locks) return;
  await new Promise<void>((held) => {
    locks.request(self.name, () => {
      held();
      return new Promise(() => {});
    });
  });
}

/**
 * Calls back when a worker that has spoken once is gone. Where there are no locks (a page over plain http) it never does.
 *
 * @param name that the worker was given, which no other has
 * @param signal for when nobody wants to know any more
 */
export function watchLifeline(worker: Worker, name: string, signal: AbortSignal, gone: () => void): void {
  const watch = () => {
    navigator.locks?.request(name, { signal }, async () => gone()).catch(() => {}); // rejects when the signal is aborted
  };
  worker.addEventListener('message', watch, { once: true });
}
