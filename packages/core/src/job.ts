/** What every long piece of work takes: a way to stop it and a way to watch it. */
export interface Job<Progress> {
  /** Aborts at the next batch; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Called with plain numbers, never with tensors. */
  readonly onProgress?: (progress: Progress) => void;
}

const PERIOD = 50;

/**
 * A function to await inside a long loop: it throws when the signal is aborted, and lets the event loop run once more
 * than about 50 ms have passed, so that a page stays alive and a cancel button works.
 */
export function breather(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last < PERIOD) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
    signal?.throwIfAborted();
  };
}
