import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cell, CellResult } from './cell.ts';

export type Outcome = { readonly result: CellResult } | { readonly error: string };

/** Runs cells on so many processes at once and reports each as it ends; a process that dies costs its cell only. */
export async function runAll(
  cells: readonly Cell[],
  workers: number,
  onEnd: (cell: Cell, outcome: Outcome) => void,
): Promise<void> {
  const queue = [...cells];
  const lane = async () => {
    let child: ChildProcess | undefined;
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      child ??= await start();
      const outcome = await answerOf(child, cell);
      if (child.exitCode !== null || child.signalCode !== null) child = undefined;
      onEnd(cell, outcome);
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: Math.min(workers, cells.length) }, lane));
}

async function start(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)));
  await once(child, 'message'); // it is ready
  return child;
}

async function answerOf(child: ChildProcess, cell: Cell): Promise<Outcome> {
  const stop = new AbortController();
  const answer = once(child, 'message', stop).then(([message]) => message as Outcome);
  const end = once(child, 'exit', stop).then(([code, signal]) => ({ error: `ended by ${signal ?? code}` }));
  child.send(cell);
  const outcome = await Promise.race([answer, end]);
  stop.abort();
  await Promise.allSettled([answer, end]);
  return outcome;
}
