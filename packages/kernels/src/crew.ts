import { SbiError } from '@sbi/core';
import { arraysAt, awaitAll, type Board, call, dismiss, type Errand, makeBoard, placesOf } from './board.ts';
import type { Work } from './job.ts';
import type { KernelBuild } from './primitives.ts';
import type { Task } from './runTask.ts';
import { startThread, type Thread } from './thread.ts';

/** Threads that share a job's chunks with the one that calls. */
export class Crew {
  private others: readonly Thread[];
  private board: Board | undefined;
  /** Whose weights lie on the board. */
  private weightsOf: object | undefined;

  constructor(others: readonly Thread[]) {
    this.others = others;
  }

  /** Starts so many threads beside this one. */
  static async start(count: number, build: KernelBuild): Promise<Crew> {
    return new Crew(await Promise.all(Array.from({ length: count }, () => startThread(build))));
  }

  /** The same at once: its threads start in the background, and are not there yet. Where they cannot start, they never are. */
  static begin(count: number, build: KernelBuild): Crew {
    const crew = new Crew([]);
    const started = Promise.all(Array.from({ length: count }, () => startThread(build, 'unawaited')));
    started.then(
      (others) => {
        crew.others = others;
      },
      () => undefined,
    );
    return crew;
  }

  /** Whether there is anyone to share with. */
  get isThere(): boolean {
    return this.others.length > 0;
  }

  /**
   * Does a job on all threads; what it gives, by name, and `parts`, the gradient of every chunk, for a gradient: a view of
   * memory that the next job writes to.
   */
  run(task: Task, work: Work): Readonly<Record<string, Float32Array>> {
    const { job, pieces, partSize, flat, inputs, sizes } = task;
    const given = Object.entries(inputs).map(([name, { length }]) => [name, length] as const);
    const parts = job.op === 'gradient' ? { parts: pieces * partSize } : {};
    const all = { flat: flat.shape[0] as number, ...Object.fromEntries(given), ...sizes, ...parts };
    const of = Math.min(this.others.length + 1, pieces);
    const { places, end } = placesOf(all);
    const errand = JSON.stringify({ job, places, of } satisfies Errand);
    const board = this.boardFor(errand.length, end);
    const arrays = arraysAt(board.numbers, places);
    if (this.weightsOf !== flat.id) arrays.flat.set(flat.read());
    this.weightsOf = flat.id;
    for (const [name, values] of Object.entries(inputs)) arrays[name]?.set(values);
    call(board, errand, of);
    try {
      work(job, arrays, { index: 0, of });
    } finally {
      expectNone(awaitAll(board, of - 1));
    }
    const copies = Object.keys(sizes).map((name) => [name, new Float32Array(arrays[name] ?? [])] as const);
    return { ...Object.fromEntries(copies), ...(arrays['parts'] && { parts: arrays['parts'] }) };
  }

  /** The board, or a new one where that is too small, to which all threads are sent. */
  private boardFor(letters: number, numbers: number): Board {
    const { board: old, others } = this;
    if (old && letters <= old.text.length && numbers <= old.numbers.length) return old;
    if (old) dismiss(old, others.length);
    const board = makeBoard(others.length, 2 * letters, Math.ceil(1.5 * numbers));
    others.forEach((thread, i) => {
      thread.post({ board, index: i + 1 });
    });
    this.board = board;
    this.weightsOf = undefined;
    return board;
  }
}

function expectNone(failed: number): void {
  if (failed === 0) return;
  const message = `Every thread must do its share; received ${failed} that failed (kernels).`;
  throw new SbiError('kernels', message);
}
