import type { Arrays, Job, Share } from './job.ts';

/** What the threads of a crew see of each other: where they wait, what the job is, and its numbers. */
export interface Board {
  /** How many are done, how many of them have failed, the length of the text, then a number a thread that changes with its jobs. */
  readonly signals: Int32Array<SharedArrayBuffer>;
  /** An `Errand` as JSON. */
  readonly text: Uint16Array<SharedArrayBuffer>;
  readonly numbers: Float32Array<SharedArrayBuffer>;
}

/** A job, where its arrays lie among the numbers, and among how many threads its chunks are shared. */
export interface Errand {
  readonly job: Job;
  readonly places: Readonly<Record<string, readonly [begin: number, end: number]>>;
  readonly of: number;
}

/** Numbers in `signals`; that of the thread with number `index` ≥ 1 is TURN + index. */
const DONE = 0;
const FAILED = 1;
const LENGTH = 2;
const TURN = 2;

/** A board for so many threads beside the calling one. */
export function makeBoard(threads: number, letters: number, numbers: number): Board {
  return {
    signals: new Int32Array(new SharedArrayBuffer(4 * (TURN + 1 + threads))),
    text: new Uint16Array(new SharedArrayBuffer(2 * letters)),
    numbers: new Float32Array(new SharedArrayBuffer(4 * numbers)),
  };
}

/** Wakes the threads that share a job, those from number 1 to `of` − 1; the text, an errand, must have room. */
export function call({ signals, text }: Board, errand: string, of: number): void {
  for (let i = 0; i < errand.length; i++) text[i] = errand.charCodeAt(i);
  signals[DONE] = 0;
  signals[FAILED] = 0;
  wake(signals, errand.length, of);
}

/** Sends so many threads away from a board. */
export function dismiss({ signals }: Board, threads: number): void {
  wake(signals, 0, threads + 1);
}

function wake(signals: Int32Array, length: number, of: number): void {
  signals[LENGTH] = length;
  for (let index = 1; index < of; index++) {
    Atomics.add(signals, TURN + index, 1);
    Atomics.notify(signals, TURN + index);
  }
}

/** A page's own thread may not sleep: there it looks again and again. */
const maySleep = !('document' in globalThis);

/** Waits until so many threads are done; how many of them failed. */
export function awaitAll({ signals }: Board, count: number): number {
  for (let now = Atomics.load(signals, DONE); now < count; now = Atomics.load(signals, DONE)) {
    if (maySleep) Atomics.wait(signals, DONE, now);
  }
  return Atomics.load(signals, FAILED);
}

/** What a thread does at a board, one job after the other, until it is sent away: it sleeps in between. */
export function attend(
  { signals, text, numbers }: Board,
  index: number,
  task: (job: Job, arrays: Arrays, share: Share) => void,
): void {
  for (let turn = 0; ; turn = (turn + 1) | 0) {
    Atomics.wait(signals, TURN + index, turn);
    const length = Atomics.load(signals, LENGTH);
    if (length === 0) return;
    try {
      const { job, places, of } = JSON.parse(textOf(text, length)) as Errand;
      task(job, arraysAt(numbers, places), { index, of });
    } catch {
      Atomics.add(signals, FAILED, 1); // the one that waits says so
    }
    Atomics.add(signals, DONE, 1);
    Atomics.notify(signals, DONE);
  }
}

/** Arrays at their places. */
export function arraysAt(numbers: Float32Array, places: Errand['places']): Arrays {
  const entries = Object.entries(places).map(([name, [begin, end]]) => [name, numbers.subarray(begin, end)]);
  return Object.fromEntries(entries) as Arrays;
}

function textOf(text: Uint16Array, length: number): string {
  let all = '';
  for (let i = 0; i < length; i++) all += String.fromCharCode(text[i] as number);
  return all;
}

/** The places of arrays of these sizes, one after the other. */
export function placesOf(sizes: Readonly<Record<string, number>>): {
  readonly places: Errand['places'];
  readonly end: number;
} {
  let end = 0;
  const places = Object.entries(sizes).map(([name, size]) => {
    end += size;
    return [name, [end - size, end]] as const;
  });
  return { places: Object.fromEntries(places), end };
}
