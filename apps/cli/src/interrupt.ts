import type { Files } from './files.ts';

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Why work was stopped from outside; the exit status is 128 and the signal's number, as shells have it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(by: keyof typeof CODES) {
    super(by === 'SIGINT' ? 'Stopped by Ctrl-C' : 'Stopped by a signal to end');
    this.exitCode = CODES[by];
  }
}

/** A signal that the first Ctrl-C aborts; the second ends the process there and then. */
export function watchInterrupt(files: Files): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(CODES) as (keyof typeof CODES)[]) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        files.removeTemporaries();
        process.exit(CODES[name]);
      }
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}
