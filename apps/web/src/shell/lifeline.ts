/** A worker that is killed says nothing; but a lock that it held is free then. */
export async function holdLifeline(name: string): Promise<void> {
  const { locks } = navigator;
  if (!locks) return;
  await new Promise<void>((held) => {
    locks.request(name, () => {
      held();
      return new Promise(() => {});
    });
  });
}

/**
 * Calls back when the worker that holds the lifeline is gone; it must be held by then. Where there are no locks (a page over
 * plain http) it never does.
 *
 * @param signal for when nobody wants to know any more
 */
export function watchLifeline(name: string, signal: AbortSignal, gone: () => void): void {
  navigator.locks?.request(name, { signal }, async () => gone()).catch(() => {}); // rejects when the signal is aborted
}
