import { SbiError } from '@sbi/core';
import type { Arrays, Work } from './job.ts';
import type { KernelBuild } from './primitives.ts';
import type { Task } from './runTask.ts';
import { SharedNumbers } from './sharedNumbers.ts';
import { startThread, type Thread } from './thread.ts';

/** A page's own thread may not sleep: there it looks again and again. */
const maySleep = !('document' in globalThis);

/** Threads that share a job's chunks with the one that calls. */
export class Crew {
  private others: readonly Thread[];
  private readonly numbers = new SharedNumbers();
  /** How many others are done, and how many of them have failed. */
  private readonly done = new Int32Array(new SharedArrayBuffer(8));

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

  /** Does a job on all threads; what it gives, by name, and `parts`, the gradient of every chunk, for a gradient. */
  run(task: Task, work: Work): Readonly<Record<string, Float32Array>> {
    const { job, pieces, partSize, inputs } = task;
    const sizes = job.op === 'gradient' ? { ...task.sizes, parts: pieces * partSize } : task.sizes;
    const arrays = this.numbers.layOut(task.flat, inputs, sizes);
    const others = this.others.slice(0, pieces - 1);
    const of = others.length + 1;
    this.done.fill(0);
    others.forEach((thread, i) => {
      thread.post({ job, arrays, share: { index: i + 1, of }, done: this.done });
    });
    work(job, arrays, { index: 0, of });
    this.join(others.length);
    return Object.fromEntries(Object.keys(sizes).map((name) => [name, copyOf(arrays, name)]));
  }

  private join(count: number): void {
    for (let now = Atomics.load(this.done, 0); now < count; now = Atomics.load(this.done, 0)) {
      if (maySleep) Atomics.wait(this.done, 0, now);
    }
    const failed = Atomics.load(this.done, 1);
    if (failed === 0) return;
    throw new SbiError(
      'kernels',
      `Every thread must do its share; received ${failed} that failed (kernels).`,
    );
  }
}

function copyOf(arrays: Arrays, name: string): Float32Array {
  return new Float32Array(arrays[name] as Float32Array);
}
